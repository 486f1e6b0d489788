package sealstead.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import sealstead.audit.AuditTrail;
import sealstead.audit.TrailFormat;
import sealstead.auth.SignatureVersion2;
import sealstead.batch.Batch;
import sealstead.http.HttpLimits;
import sealstead.http.TrustedProxies;
import sealstead.log.LogFormat;
import sealstead.log.RequestLines;
import sealstead.migration.FarBuckets;
import sealstead.s3.bucket.NewBuckets;
import sealstead.s3.bucket.Ownership;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.s3.bucket.Zones;
import sealstead.s3.notification.Webhooks;
import sealstead.tracing.OtlpTracing;

/// The settings in force: flags over environment over file over defaults. What is unknown or unreadable is an
/// error.
public final class Config {
    private static final int ANSWERS_PART_OF_HEAP = 8;
    /// Two of the largest pages for each of two addresses, and room to spare.
    private static final long MIN_ANSWER_BYTES = 32 * 1024 * 1024;
    private static final int MAX_PORT = 65_535;
    private static final String FOREIGN = "SEALSTEAD_JAVA_OPTS";
    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final Map<Setting, String> origins = new EnumMap<>(Setting.class);

    private Config() {}

    /// @param flags what the command line says
    /// @param environment the process's environment
    public static Config load(Map<Setting, String> flags, Map<String, String> environment) throws IOException {
        var config = new Config();
        for (var setting : Setting.values()) {
            config.set(setting, setting.byDefault(), "default");
        }
        var file = Optional.ofNullable(flags.get(Setting.CONFIG))
                .or(() -> Optional.ofNullable(environment.get(Setting.CONFIG.environmentName())));
        if (file.isPresent()) {
            config.readFile(Path.of(file.get()));
        }
        for (var name : environment.keySet()) {
            if (name.startsWith("SEALSTEAD_") && !name.equals(FOREIGN) && !isKnown(name)) {
                throw new IOException("unknown setting in the environment: " + name);
            }
        }
        for (var setting : Setting.values()) {
            var value = environment.get(setting.environmentName());
            if (value != null) {
                config.set(setting, value, setting.environmentName());
            }
        }
        flags.forEach((setting, value) -> config.set(setting, value, "--" + setting.key()));
        config.checkAll();
        return config;
    }

    /// These settings with others in the place of some.
    ///
    /// @param over by their names
    /// @param origin who says so
    public Config with(Map<String, String> over, String origin) throws IOException {
        var config = new Config();
        config.values.putAll(values);
        config.origins.putAll(origins);
        for (var each : over.entrySet()) {
            var setting = Setting.keyed(each.getKey())
                    .filter(known -> known != Setting.CONFIG)
                    .orElseThrow(() -> new IOException(origin + ": unknown setting " + each.getKey()));
            config.set(setting, each.getValue(), origin);
        }
        config.checkAll();
        return config;
    }

    /// All values by their names, secrets among them.
    public Map<String, String> exposeValues() {
        var all = new HashMap<String, String>();
        values.forEach((setting, value) -> all.put(setting.key(), value));
        all.remove(Setting.CONFIG.key());
        return all;
    }

    private static boolean isKnown(String environmentName) {
        return Stream.of(Setting.values())
                .anyMatch(setting -> setting.environmentName().equals(environmentName));
    }

    private void readFile(Path file) throws IOException {
        int number = 0;
        for (var line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            var text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            int equals = text.indexOf('=');
            var where = file + ":" + number;
            if (equals < 0) {
                throw new IOException(where + ": not of the form `name = value`");
            }
            var key = text.substring(0, equals).strip();
            var setting = Setting.keyed(key)
                    .filter(known -> known != Setting.CONFIG && known != Setting.PASSPHRASE)
                    .orElseThrow(() -> new IOException(where + ": unknown setting " + key));
            set(setting, text.substring(equals + 1).strip(), where);
        }
    }

    private void set(Setting setting, String value, String origin) {
        values.put(setting, value);
        origins.put(setting, origin);
    }

    private void checkAll() throws IOException {
        try {
            for (var setting : Setting.values()) {
                check(setting);
            }
            webhooks();
            functions();
            farBuckets();
            batchLimits();
            functionTimeout();
            trustedProxies();
            zones();
        } catch (IllegalArgumentException unusable) {
            throw new IOException(unusable.getMessage());
        }
        if (text(Setting.TLS_CERTIFICATE).isPresent() != text(Setting.TLS_KEY).isPresent()) {
            throw new IOException("tls.certificate and tls.key belong together");
        }
        for (var region : regions()) {
            if (!region.matches("[a-z]{2}(-[a-z]+)+-[0-9]{1,2}")) {
                throw new IOException("not a region: " + region);
            }
        }
    }

    private void check(Setting setting) {
        switch (setting.kind()) {
            case TEXT, LIST, ADDRESSES_BY_NAME -> {}
            case DURATION, DURATION_OR_NONE -> duration(setting);
            case COUNT, BYTES -> number(setting);
            case FLAG -> flag(setting);
            case CHOICE -> given(setting, value -> setting.choices().contains(value));
            case FRACTION -> fraction(setting);
            case ADDRESS -> given(setting, value -> isAddress(value));
            case URL -> given(setting, value -> isUrl(value));
            case URI -> given(setting, value -> uri(value).map(URI::getScheme).isPresent());
            case PATH, PATHS -> given(setting, value -> value.indexOf(0) < 0);
        }
    }

    /// Refuses a value that is not what it must be; what has no default may be without one.
    private void given(Setting setting, Predicate<String> good) {
        var value = get(setting);
        boolean left = value.isEmpty() && setting.byDefault().isEmpty();
        if (!left && !good.test(value)) {
            throw unusable(setting);
        }
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isUrl(String text) {
        return uri(text)
                .filter(url -> "http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                .filter(url -> url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null)
                .isPresent();
    }

    private static boolean isAddress(String text) {
        var port = text.substring(text.lastIndexOf(':') + 1);
        return text.contains(":") && port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= MAX_PORT;
    }

    private String get(Setting setting) {
        return values.getOrDefault(setting, "");
    }

    /// The value, or nothing if it is empty.
    public Optional<String> text(Setting setting) {
        return Optional.of(get(setting)).filter(value -> !value.isEmpty());
    }

    public InetSocketAddress listen() {
        return address(Setting.LISTEN);
    }

    private InetSocketAddress address(Setting setting) {
        var text = get(setting);
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /// Whether the data folder has the records and the blobs.
    public boolean isLocal() {
        return chosen(Setting.STORE_ENGINE, word("local", true), word("postgres", false), word("hbase", false));
    }

    /// For what is about the files of a data folder.
    ///
    /// @throws IOException if another engine has the data
    public void requireLocal(String what) throws IOException {
        if (!isLocal()) {
            throw new IOException(what + " is about the files of a data folder; with store.engine = "
                    + get(Setting.STORE_ENGINE) + " there are none (docs/" + get(Setting.STORE_ENGINE) + ".md)");
        }
    }

    /// The settings of the engine that have a value, by their names.
    Map<String, String> engineSettings() {
        var given = new HashMap<String, String>();
        for (var setting : Setting.values()) {
            if (setting.key().startsWith("store.") && !get(setting).isEmpty()) {
                given.put(setting.key(), get(setting));
            }
        }
        return given;
    }

    /// Whether there is the web console.
    public boolean console() {
        return chosen(Setting.CONSOLE, word("on", true), word("off", false));
    }

    /// Where the console is, if it has an address of its own.
    public Optional<InetSocketAddress> consoleListen() {
        return text(Setting.CONSOLE_LISTEN).map(any -> address(Setting.CONSOLE_LISTEN));
    }

    /// What buckets are made with.
    public NewBuckets newBuckets() {
        var base = chosen(Setting.NEW_BUCKETS, word("2026", NewBuckets.OF_2026), word("2022", NewBuckets.OF_2022));
        var ownership = text(Setting.NEW_BUCKETS_OBJECT_OWNERSHIP)
                .map(name -> name.equals("none")
                        ? Ownership.NONE
                        : Ownership.named(name).orElseThrow(() -> unusable(Setting.NEW_BUCKETS_OBJECT_OWNERSHIP)));
        var block = text(Setting.NEW_BUCKETS_PUBLIC_ACCESS_BLOCK)
                .map(given -> chosen(
                        Setting.NEW_BUCKETS_PUBLIC_ACCESS_BLOCK,
                        word("on", Optional.of(PublicAccessBlock.ALL)),
                        word("off", Optional.<PublicAccessBlock>empty())))
                .orElse(base.publicAccess());
        boolean blocked = text(Setting.NEW_BUCKETS_BLOCKED_ENCRYPTION_TYPES)
                .map(given ->
                        chosen(Setting.NEW_BUCKETS_BLOCKED_ENCRYPTION_TYPES, word("SSE-C", true), word("NONE", false)))
                .orElse(base.blocksCustomerKeys());
        return new NewBuckets(ownership.orElse(base.ownership()), block, blocked);
    }

    /// Where Signature Version 2 is taken.
    public SignatureVersion2 sigv2() {
        return SignatureVersion2.named(get(Setting.AUTH_SIGV2)).orElseThrow(() -> unusable(Setting.AUTH_SIGV2));
    }

    public Duration duration(Setting setting) {
        var duration = Quantities.duration(get(setting)).orElseThrow(() -> unusable(setting));
        if (duration.isNegative() || (duration.isZero() && setting.kind() != Setting.Kind.DURATION_OR_NONE)) {
            throw unusable(setting);
        }
        return duration;
    }

    public long number(Setting setting) {
        var number =
                setting.kind() == Setting.Kind.BYTES ? Quantities.bytes(get(setting)) : Quantities.count(get(setting));
        return number.orElseThrow(() -> unusable(setting));
    }

    public boolean flag(Setting setting) {
        return switch (get(setting)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw unusable(setting);
        };
    }

    /// A word that a setting may be, and what it means.
    private record Word<T>(String word, T meaning) {}

    private static <T> Word<T> word(String word, T meaning) {
        return new Word<>(word, meaning);
    }

    @SafeVarargs
    private <T> T chosen(Setting setting, Word<T>... words) {
        for (var each : words) {
            if (each.word.equals(get(setting))) {
                return each.meaning;
            }
        }
        throw unusable(setting);
    }

    private IllegalArgumentException unusable(Setting setting) {
        return unusable(setting, setting.expected());
    }

    private IllegalArgumentException unusable(Setting setting, String expected) {
        return new IllegalArgumentException(
                setting.key() + " (" + origins.get(setting) + ") is not " + expected + ": " + get(setting));
    }

    public Webhooks webhooks() {
        try {
            return Webhooks.parse(get(Setting.NOTIFICATION_WEBHOOKS));
        } catch (IllegalArgumentException malformed) {
            throw unusable(Setting.NOTIFICATION_WEBHOOKS, "name=URL pairs");
        }
    }

    /// The addresses of the functions that batch jobs can invoke, by their names.
    public Map<String, URI> functions() {
        try {
            return Webhooks.parse(get(Setting.BATCH_FUNCTIONS)).byName();
        } catch (IllegalArgumentException malformed) {
            throw unusable(Setting.BATCH_FUNCTIONS, "name=URL pairs");
        }
    }

    /// The buckets at other endpoints that rules of replication can name.
    Map<String, FarBuckets.Entry> farBuckets() throws IOException {
        var file = text(Setting.REPLICATION_ENDPOINTS_FILE);
        return file.isEmpty()
                ? Map.of()
                : ReplicationEndpoints.read(Path.of(file.get()), flag(Setting.ALLOW_PLAIN_HTTP));
    }

    /// How long a function may take, no longer than one of Lambda's can.
    public Duration functionTimeout() {
        var timeout = duration(Setting.BATCH_FUNCTION_TIMEOUT);
        if (timeout.compareTo(Duration.ofMinutes(15)) > 0) {
            throw unusable(Setting.BATCH_FUNCTION_TIMEOUT, "a duration of 15 minutes at most");
        }
        return timeout;
    }

    public Batch.Limits batchLimits() {
        long atOnce = number(Setting.BATCH_AT_ONCE);
        if (atOnce < 1 || atOnce > 1024) {
            throw unusable(Setting.BATCH_AT_ONCE, "a number from 1 to 1024");
        }
        return new Batch.Limits((int) atOnce, number(Setting.BATCH_TASKS_PER_SECOND));
    }

    /// The server's own region.
    public String region() {
        return regions().getFirst();
    }

    /// All regions that the server serves, its default region first.
    public List<String> regions() {
        return Arrays.stream(get(Setting.REGION).split(",", -1))
                .map(String::strip)
                .toList();
    }

    public Path data() {
        return Path.of(get(Setting.DATA)).toAbsolutePath().normalize();
    }

    /// The root key file: beside the data folder, not inside it, unless configured.
    public Path rootKeyFile() {
        return text(Setting.ROOT_KEY_FILE)
                .map(Path::of)
                .orElseGet(() -> data().resolveSibling(data().getFileName() + ".root-key"))
                .toAbsolutePath();
    }

    /// The root key under a recovery key, beside the root key.
    public Path recoveryFile() {
        var file = rootKeyFile();
        return file.resolveSibling(file.getFileName() + ".recovery");
    }

    /// The mark of how far the store has got: beside the data folder, not inside it, unless configured.
    public Path markFile() {
        return text(Setting.MARK_FILE)
                .map(Path::of)
                .orElseGet(() -> data().resolveSibling(data().getFileName() + ".mark"))
                .toAbsolutePath();
    }

    public TrustedProxies trustedProxies() {
        try {
            return TrustedProxies.parse(get(Setting.TRUSTED_PROXIES));
        } catch (IllegalArgumentException malformed) {
            throw unusable(Setting.TRUSTED_PROXIES, "addresses or CIDR ranges");
        }
    }

    /// The folder of the audit trail.
    public Path auditFolder() {
        return text(Setting.AUDIT_FOLDER)
                .map(Path::of)
                .orElseGet(() -> data().resolve("audit"))
                .toAbsolutePath();
    }

    /// How the audit trail is kept.
    public LogFormat logFormat() {
        return chosen(Setting.LOG_FORMAT, word("text", LogFormat.TEXT), word("json", LogFormat.JSON));
    }

    RequestLines.Which loggedRequests() {
        return chosen(
                Setting.LOG_REQUESTS,
                word("none", RequestLines.Which.NONE),
                word("failed", RequestLines.Which.FAILED),
                word("all", RequestLines.Which.ALL));
    }

    /// Where traces go, if they do.
    Optional<OtlpTracing.Options> traces() {
        return text(Setting.TRACES_OTLP)
                .map(url -> new OtlpTracing.Options(
                        URI.create(url), fraction(Setting.TRACES_SAMPLE), flag(Setting.TRACES_OBJECT_KEYS)));
    }

    private double fraction(Setting setting) {
        double fraction;
        try {
            fraction = Double.parseDouble(get(setting));
        } catch (NumberFormatException malformed) {
            throw unusable(setting);
        }
        if (!(fraction >= 0 && fraction <= 1)) {
            throw unusable(setting);
        }
        return fraction;
    }

    public AuditTrail.Options auditOptions() {
        var format = chosen(Setting.AUDIT_FORMAT, word("sealed", TrailFormat.SEALED), word("json", TrailFormat.JSON));
        var onFailure = chosen(
                Setting.AUDIT_ON_FAILURE,
                word("continue", AuditTrail.OnFailure.CONTINUE),
                word("refuse-management", AuditTrail.OnFailure.REFUSE_MANAGEMENT));
        return new AuditTrail.Options(auditLevel(), format, onFailure, number(Setting.AUDIT_FILE_BYTES));
    }

    private AuditTrail.Level auditLevel() {
        return chosen(
                Setting.AUDIT_EVENTS,
                word("none", AuditTrail.Level.NONE),
                word("management", AuditTrail.Level.MANAGEMENT),
                word("all", AuditTrail.Level.ALL));
    }

    public List<String> baseDomains() {
        return list(Setting.BASE_DOMAINS);
    }

    /// What clients may cost.
    HttpLimits httpLimits() {
        return new HttpLimits(
                (int) number(Setting.HTTP_HEADER_BYTES),
                (int) number(Setting.HTTP_CONNECTIONS),
                (int) number(Setting.HTTP_CONNECTIONS_PER_ADDRESS),
                (int) number(Setting.HTTP_REQUESTS),
                (int) number(Setting.HTTP_REQUESTS_PER_ADDRESS),
                duration(Setting.HTTP_IDLE),
                duration(Setting.HTTP_HEADER),
                duration(Setting.HTTP_STRANGER_BODY),
                number(Setting.HTTP_SLOWEST_BYTES_PER_SECOND),
                Math.max(MIN_ANSWER_BYTES, Runtime.getRuntime().maxMemory() / ANSWERS_PART_OF_HEAP),
                duration(Setting.HTTP_DRAIN));
    }

    /// The names by which this server is asked as a whole.
    public List<String> ownNames() {
        var own = Stream.of(list(Setting.ADMIN_HOST_NAMES), baseDomains(), List.of(listen().getHostString()))
                .flatMap(List::stream);
        return Stream.concat(own, consoleListen().map(InetSocketAddress::getHostString).stream())
                .toList();
    }

    /// The zones of directory buckets.
    public Zones zones() {
        var ids = list(Setting.ZONES);
        try {
            return ids.isEmpty() ? Zones.of(regions()) : Zones.parse(ids);
        } catch (IllegalArgumentException malformed) {
            throw unusable(Setting.ZONES, "ids of zones");
        }
    }

    /// Values between commas.
    List<String> list(Setting setting) {
        return Stream.of(get(setting).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /// Every setting with its value and where it comes from; secrets are masked.
    public List<Fact> facts() {
        return Stream.of(Setting.values())
                .map(setting -> {
                    boolean masked = setting.isSecret() && !get(setting).isEmpty();
                    return new Fact(
                            setting, masked ? "********" : get(setting), Objects.requireNonNull(origins.get(setting)));
                })
                .toList();
    }

    /// A setting as it is in force.
    ///
    /// @param value what it is, masked if it is a secret
    /// @param origin where that comes from
    public record Fact(Setting setting, String value, String origin) {
        @Override
        public String toString() {
            return setting.key() + " = " + value + "    # " + origin + "; " + setting.meaning();
        }
    }
}
