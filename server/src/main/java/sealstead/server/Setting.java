package sealstead.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Every setting there is: its name in the file, its default, and what it means. The environment variable is the
/// name in upper case with `SEALSTEAD_` before it and `_` for `.` and `-`; the command line has `--name` for
/// each that is no secret.
public enum Setting {
    LISTEN("listen", Kind.ADDRESS, "127.0.0.1:9000", "address and port to listen on; port 0 takes a free one"),
    DATA("data", Kind.PATH, "sealstead-data", "the data folder"),
    REGION(
            "region",
            Kind.LIST,
            "us-east-1",
            "the regions that this server serves, comma-separated, its default region first"),
    STORE_ENGINE(
            "store.engine",
            List.of("local", "postgres", "hbase"),
            "local",
            "what has the records and the blobs: `local`, the data folder; `postgres`, a PostgreSQL and a bucket of any S3"
                    + " endpoint (docs/postgres.md); or `hbase`, an HBase and a Hadoop file system (docs/hbase.md)"),
    STORE_JARS(
            "store.jars",
            Kind.PATHS,
            "",
            "where the jars of an engine are that is not `local`: folders and jars, with the path separator between them"),
    STORE_POSTGRES_URL(
            "store.postgres.url",
            Kind.URI,
            "",
            "`postgresql://HOST:PORT/DATABASE` of the primary, without user and password"),
    STORE_POSTGRES_USER("store.postgres.user", "", "the user that owns the tables"),
    STORE_POSTGRES_PASSWORD("store.postgres.password", "", "its password", true),
    STORE_POSTGRES_TLS(
            "store.postgres.tls",
            List.of("verify-full", "off"),
            "verify-full",
            "`verify-full`: TLS, with a certificate for that host name; or `off`, where nobody can listen"),
    STORE_POSTGRES_TLS_AUTHORITY(
            "store.postgres.tls-authority",
            Kind.PATH,
            "",
            "a file in PEM with the authority of that certificate; by default `~/.postgresql/root.crt`"),
    STORE_POSTGRES_CONNECTIONS(
            "store.postgres.connections", Kind.COUNT, "32", "connections to the database at most; 2 to 1000"),
    STORE_S3_ENDPOINT(
            "store.s3.endpoint",
            Kind.URL,
            "",
            "the S3 endpoint that has the blobs; by default that of AWS for the region"),
    STORE_S3_REGION("store.s3.region", "us-east-1", "its region"),
    STORE_S3_BUCKET(
            "store.s3.bucket", "", "its bucket for the blobs, which never had versioning and has no object lock"),
    STORE_S3_PREFIX("store.s3.prefix", "", "what the names of the blobs there begin with"),
    STORE_S3_ACCESS_KEY_ID("store.s3.access-key-id", "", "the access key for it"),
    STORE_S3_SECRET_ACCESS_KEY("store.s3.secret-access-key", "", "the secret to it", true),
    STORE_HBASE_CONFIGURATION(
            "store.hbase.configuration",
            Kind.PATHS,
            "",
            "where `hbase-site.xml`, `core-site.xml` and `hdfs-site.xml` of the cluster are: folders and files, with the path"
                    + " separator between them"),
    STORE_HBASE_TABLE("store.hbase.table", "sealstead", "the table of the records, `NAME` or `NAMESPACE:NAME`"),
    STORE_HBASE_REGIONS(
            "store.hbase.regions",
            Kind.COUNT,
            "16",
            "how many regions a new table has for objects, beside two for the rest; 1 for one of all; up to 256"),
    STORE_HBASE_BLOBS(
            "store.hbase.blobs",
            Kind.URI,
            "",
            "the folder of the blobs with its file system, `hdfs://HOST:PORT/FOLDER`"),
    STORE_HBASE_PRINCIPAL(
            "store.hbase.principal", "", "who logs in with Kerberos; by default whoever the process is logged in as"),
    STORE_HBASE_KEYTAB("store.hbase.keytab", Kind.PATH, "", "the file with its keys"),
    CONFIG("config", Kind.PATH, "", "a file with settings, `name = value` a line"),
    ROOT_KEY_FILE("root-key-file", Kind.PATH, "", "the root key; by default beside the data folder, `<data>.root-key`"),
    MARK_FILE(
            "mark-file",
            Kind.PATH,
            "",
            "how far the store has got, sealed; by default beside the data folder, `<data>.mark`; must last as long as the"
                    + " data folder and not be restored with it"),
    PASSPHRASE("passphrase", "", "the passphrase of the root key file, if it has one; from the environment only", true),
    DISK_LOW_WATER(
            "disk.low-water",
            Kind.BYTES,
            "128MiB",
            "with less free on the disk, what brings data is refused; a sixteenth of the disk at most; 0 for no"
                    + " limit"),
    DISK_RESERVE(
            "disk.reserve",
            Kind.BYTES,
            "128MiB",
            "taken in advance and given up when the disk is full; a sixteenth of the disk at most"),
    ROOT_ACCESS_KEY_ID("root-access-key-id", "", "fixes the first account's root access key"),
    ROOT_SECRET_ACCESS_KEY("root-secret-access-key", "", "the secret to it", true),
    ACCOUNT_ID("account-id", "", "fixes the first account's id, twelve digits"),
    ACCOUNT_ID_KEYS(
            "account-id-keys",
            "",
            "if set, every account id is an access key of that account's root and this is its secret, as in emulators",
            true),
    OIDC_TRUSTED_ISSUERS(
            "oidc.trusted-issuers",
            Kind.LIST,
            "",
            "URLs of web identity issuers, comma-separated, that may be at private addresses; with http:// they may speak"
                    + " plain HTTP"),
    ADMIN_HOST_NAMES(
            "admin.host-names",
            Kind.LIST,
            "",
            "host names, comma-separated, by which administration is asked, beside addresses, `localhost`, the name in"
                    + " `listen` and the base domains"),
    CONSOLE(
            "console",
            List.of("on", "off"),
            "on",
            "whether there is the web console at `/_sealstead/console/`: `on` or `off`"),
    CONSOLE_LISTEN(
            "console.listen",
            Kind.ADDRESS,
            "",
            "address and port of the web console, apart from `listen`, where it is then not; nothing that is stored can be"
                    + " opened there as a page"),
    BASE_DOMAINS("base-domains", Kind.LIST, "localhost", "host names, comma-separated, left of which stands a bucket"),
    ZONES(
            "zones",
            Kind.LIST,
            "",
            "ids of zones that directory buckets can be in, comma-separated, `local:` before those of Local Zones; by"
                    + " default six Availability Zones and one Local Zone a region"),
    TLS_CERTIFICATE("tls.certificate", Kind.PATH, "", "certificate chain in PEM; with it the server speaks TLS only"),
    TLS_KEY("tls.key", Kind.PATH, "", "the private key to it, PKCS #8 in PEM; both are read again when they change"),
    AUTH_SIGV2(
            "auth.sigv2",
            List.of("off", "presigned", "all"),
            "presigned",
            "where Signature Version 2 is taken: `off`, `presigned` (URLs and forms), or `all` with the Authorization header;"
                    + " never for what a KMS key protects"),
    NEW_BUCKETS(
            "new-buckets",
            List.of("2026", "2022"),
            "2026",
            "what buckets are made with if their creator says nothing: `2026`, AWS's defaults of today, or `2022`, those of"
                    + " then: ACLs on, no public access block, SSE-C allowed"),
    NEW_BUCKETS_OBJECT_OWNERSHIP(
            "new-buckets.object-ownership",
            List.of("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter", "none"),
            "",
            "of these alone the ownership: BucketOwnerEnforced, BucketOwnerPreferred, ObjectWriter, or `none`"),
    NEW_BUCKETS_PUBLIC_ACCESS_BLOCK(
            "new-buckets.public-access-block",
            List.of("on", "off"),
            "",
            "of these alone whether public access is blocked: `on` or `off`"),
    NEW_BUCKETS_BLOCKED_ENCRYPTION_TYPES(
            "new-buckets.blocked-encryption-types",
            List.of("SSE-C", "NONE"),
            "",
            "of these alone what writes are refused: `SSE-C` or `NONE`"),
    ALLOW_PLAIN_HTTP(
            "allow-plain-http",
            Kind.FLAG,
            "false",
            "whether SSE-C keys and KMS objects may travel over plain HTTP beyond loopback"),
    BUCKET_KEY_MAX_AGE("bucket-key.max-age", Kind.DURATION, "5m", "how long one S3 Bucket Key serves"),
    BUCKET_KEY_MAX_USES("bucket-key.max-uses", Kind.COUNT, "1000000", "how many data keys one S3 Bucket Key wraps"),
    SERVICE_KEY_MAX_AGE(
            "service-key.max-age",
            Kind.DURATION,
            "90d",
            "how old a bucket's SSE-S3 key gets before new objects use another"),
    DELETE_BUCKET_LEASE(
            "delete-bucket.lease", Kind.DURATION, "250ms", "how long DeleteBucket waits for writers to notice it"),
    KMS_REFUSE_DELETION_IN_USE(
            "kms.refuse-deletion-in-use",
            Kind.FLAG,
            "false",
            "whether ScheduleKeyDeletion refuses a key that stored versions or uploads are under, or that is the default of a"
                    + " bucket, until an operator confirms it (`sealstead kms confirm-deletion`)"),
    GARBAGE_GRACE(
            "garbage.grace",
            Kind.DURATION,
            "24h",
            "how long data without an owner is kept; longer than any upload lasts"),
    GARBAGE_RETIRED(
            "garbage.retired",
            Kind.DURATION,
            "1m",
            "how long the data of a replaced or deleted object is kept after nobody reads it any more"),
    SCRUB_EVERY(
            "scrub.every",
            Kind.DURATION_OR_NONE,
            "7d",
            "how long between two looks at everything that is stored, in the background; 0s for none"),
    SCRUB_BYTES_PER_SECOND(
            "scrub.bytes-per-second",
            Kind.BYTES,
            "16MiB",
            "how fast the background look reads ciphertext; 0 for no limit"),
    COVERAGE_EVERY(
            "coverage.every",
            Kind.DURATION_OR_NONE,
            "6h",
            "how long between two counts of what is under which key, for the metrics; 0s for none"),
    CLOCK_AGREEMENT(
            "clock.agreement",
            Kind.DURATION,
            "2h",
            "how long a clock that has jumped must run evenly until what cannot be undone goes by it again"),
    MAINTENANCE_EVERY(
            "maintenance.every",
            Kind.DURATION,
            "1m",
            "how often each background job runs; garbage is collected every five seconds at least"),
    LONG_ANSWER_AFTER(
            "long-answer.after",
            Kind.DURATION,
            "5s",
            "how long a copy or a completion may take before white space keeps its connection alive"),
    LIFECYCLE_DAY(
            "lifecycle-day",
            Kind.DURATION,
            "1d",
            "how long a day of lifecycle rules and inventories lasts; shorter for testers"),
    RESTORE_DELAY(
            "restore.delay",
            Kind.DURATION_OR_NONE,
            "0s",
            "how long RestoreObject takes until an object in GLACIER or DEEP_ARCHIVE can be read"),
    NOTIFICATION_WEBHOOKS(
            "notification.webhooks",
            Kind.ADDRESSES_BY_NAME,
            "",
            "`name=URL` pairs, comma-separated; a bucket names one as `arn:aws:sns:REGION:ACCOUNT:name`. With an account"
                    + " and a slash before its name one is that account's alone"),
    NOTIFICATION_WAITING(
            "notification.waiting",
            Kind.COUNT,
            "10000",
            "how many events of one account may wait for one webhook, of 4 KiB on average; more are lost"),
    REPLICATION_EVERY(
            "replication.every",
            Kind.DURATION,
            "1s",
            "how often it is looked whether something waits to be replicated"),
    REPLICATION_WAITING(
            "replication.waiting",
            Kind.COUNT,
            "1000000",
            "how many versions of one account may wait to be replicated; what would be more is refused with SlowDown"),
    REPLICATION_ENDPOINTS_FILE(
            "replication.endpoints-file",
            Kind.PATH,
            "",
            "a file, readable by its owner only, with buckets at other S3 endpoints that buckets can be replicated to, their"
                    + " credentials, and the accounts that may name them"),
    BATCH_FUNCTIONS(
            "batch.functions",
            Kind.ADDRESSES_BY_NAME,
            "",
            "`name=URL` pairs, comma-separated, that batch jobs can invoke as `arn:aws:lambda:REGION:ACCOUNT:function:name`."
                    + " With an account and a slash before its name one is that account's alone"),
    BATCH_FUNCTION_TIMEOUT(
            "batch.function-timeout",
            Kind.DURATION,
            "1m",
            "how long a batch job waits for the answer of a function; 15 minutes at most"),
    BATCH_AT_ONCE(
            "batch.at-once",
            Kind.COUNT,
            "8",
            "how many objects the batch jobs of one account work at, at the same time, and how many functions they call;"
                    + " all accounts together work at eight times as many objects"),
    BATCH_TASKS_PER_SECOND(
            "batch.tasks-per-second",
            Kind.COUNT,
            "0",
            "how many objects all batch jobs together begin in a second; 0 for no limit"),
    LOG_FORMAT(
            "log.format",
            List.of("text", "json"),
            "text",
            "how lines of the log stand: `text`, or `json` with an object a line"),
    LOG_REQUESTS(
            "log.requests",
            List.of("none", "failed", "all"),
            "none",
            "which requests have a line in the log: `none`, `failed`, or `all`; never with a query, a header or a body"),
    TRACES_OTLP(
            "traces.otlp",
            Kind.URL,
            "",
            "where traces go, by OTLP over HTTP: the whole URL, such as `http://127.0.0.1:4318/v1/traces`; without it there"
                    + " are none"),
    TRACES_SAMPLE(
            "traces.sample",
            Kind.FRACTION,
            "1",
            "which part of all traces is told, from 0 to 1; of a trace that its client has not sampled nothing is"),
    TRACES_OBJECT_KEYS("traces.object-keys", Kind.FLAG, "false", "whether the keys of objects stand in traces, too"),
    AUDIT_EVENTS(
            "audit.events",
            List.of("none", "management", "all"),
            "management",
            "which events the audit trail keeps: `none`, `management` (KMS calls of S3 included), or `all` with every"
                    + " request on objects"),
    AUDIT_FOLDER("audit.folder", Kind.PATH, "", "where the audit trail is; by default `audit` in the data folder"),
    AUDIT_FORMAT(
            "audit.format",
            List.of("sealed", "json"),
            "sealed",
            "how the audit trail stands on the disk: `sealed` under the root key, or plain `json` for whoever forwards it"),
    AUDIT_ON_FAILURE(
            "audit.on-failure",
            List.of("continue", "refuse-management"),
            "continue",
            "what becomes of requests while the audit trail cannot be written: `continue`, or `refuse-management` answers"
                    + " management calls with 503"),
    AUDIT_FILE_BYTES("audit.file-bytes", Kind.BYTES, "64MiB", "how large a file of the audit trail gets"),
    TRUSTED_PROXIES(
            "trusted-proxies",
            Kind.LIST,
            "",
            "addresses and CIDR ranges of proxies whose X-Forwarded-For is believed, comma-separated"),
    HTTP_CONNECTIONS("http.connections", Kind.COUNT, "4096", "open connections at most"),
    HTTP_CONNECTIONS_PER_ADDRESS(
            "http.connections-per-address",
            Kind.COUNT,
            "2048",
            "open connections of one address at most, of an IPv6 network of 64 bits; trusted proxies have no such limit"),
    HTTP_REQUESTS(
            "http.requests",
            Kind.COUNT,
            "1024",
            "requests under way at most, those that wait for their clients included"),
    HTTP_REQUESTS_PER_ADDRESS(
            "http.requests-per-address",
            Kind.COUNT,
            "768",
            "requests under way of one address at most, but for trusted proxies"),
    HTTP_HEADER_BYTES("http.header-bytes", Kind.BYTES, "32KiB", "request line and headers at most"),
    HTTP_IDLE("http.idle", Kind.DURATION, "30s", "how long a connection may be silent"),
    HTTP_HEADER("http.header", Kind.DURATION, "15s", "how long a header may take from its first byte to its last"),
    HTTP_STRANGER_BODY(
            "http.stranger-body",
            Kind.DURATION,
            "15s",
            "how long a body may take that is read before its signature can be checked: of KMS, IAM, STS and forms"),
    HTTP_SLOWEST_BYTES_PER_SECOND(
            "http.slowest-bytes-per-second", Kind.BYTES, "1024", "a slower body is cut off; 0 for no limit"),
    HTTP_DRAIN("http.drain", Kind.DURATION, "20s", "how long a stop waits for running requests"),
    TEST_FAULTS(
            "test.faults",
            Kind.FLAG,
            "false",
            "whether administration may make calls fail and move the clock, for tests of clients; never for data that"
                    + " matters");

    /// What a value must be.
    public enum Kind {
        TEXT("text"),
        DURATION("a duration such as `10s`, `5m`, `24h` or `90d` (or ISO 8601), longer than none"),
        DURATION_OR_NONE("a duration such as `10s`, `5m`, `24h` or `90d` (or ISO 8601); `0s` is none"),
        COUNT("a number"),
        BYTES("a number of bytes, also as `512KiB`, `64MiB`, `2GiB`"),
        FLAG("`true` or `false`"),
        /// One of the words in the row.
        CHOICE("one of its words"),
        FRACTION("a number from 0 to 1"),
        ADDRESS("HOST:PORT"),
        URL("a URL with http or https and a host"),
        URI("a URI with a scheme"),
        PATH("a path"),
        PATHS("paths, with the path separator between them"),
        LIST("values between commas"),
        ADDRESSES_BY_NAME("name=URL pairs");

        private final String expected;

        Kind(String expected) {
            this.expected = expected;
        }
    }

    private final String key;
    private final Kind kind;
    private final List<String> choices;
    private final String byDefault;
    private final String meaning;
    private final boolean secret;

    Setting(String key, String byDefault, String meaning) {
        this(key, byDefault, meaning, false);
    }

    Setting(String key, String byDefault, String meaning, boolean secret) {
        this(key, Kind.TEXT, byDefault, meaning, secret);
    }

    Setting(String key, Kind kind, String byDefault, String meaning) {
        this(key, kind, byDefault, meaning, false);
    }

    Setting(String key, Kind kind, String byDefault, String meaning, boolean secret) {
        this(key, kind, List.of(), byDefault, meaning, secret);
    }

    Setting(String key, List<String> choices, String byDefault, String meaning) {
        this(key, Kind.CHOICE, choices, byDefault, meaning, false);
    }

    Setting(String key, Kind kind, List<String> choices, String byDefault, String meaning, boolean secret) {
        this.key = key;
        this.kind = kind;
        this.choices = choices;
        this.byDefault = byDefault;
        this.meaning = meaning;
        this.secret = secret;
    }

    public String key() {
        return key;
    }

    public Kind kind() {
        return kind;
    }

    /// The words that it may be; none if it is no choice.
    public List<String> choices() {
        return choices;
    }

    /// What a value must be, in words.
    public String expected() {
        return choices.isEmpty()
                ? kind.expected
                : String.join(", ", choices.subList(0, choices.size() - 1)) + " or " + choices.getLast();
    }

    /// What stands for a value where its use is shown.
    public String label() {
        return choices.isEmpty() ? kind.name() : String.join("|", choices);
    }

    public String byDefault() {
        return byDefault;
    }

    public String meaning() {
        return meaning;
    }

    public boolean isSecret() {
        return secret;
    }

    /// Of the environment.
    public String environmentName() {
        return "SEALSTEAD_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static Optional<Setting> keyed(String key) {
        for (var setting : values()) {
            if (setting.key.equals(key)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }
}
