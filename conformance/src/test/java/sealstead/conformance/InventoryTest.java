package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.kms.Ledger;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.InventoryFrequency;
import software.amazon.awssdk.services.s3.model.InventoryIncludedObjectVersions;
import software.amazon.awssdk.services.s3.model.InventoryOptionalField;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// Inventories are made, delivered and true.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class InventoryTest {
    private static final String DIRECTORY = "source--use1-az4--x-s3";

    @Server(@Server.With(setting = Setting.MAINTENANCE_EVERY, value = "PT24H"))
    private LocalServer server;

    private S3Client s3;
    private Inventories inventories;

    @BeforeEach
    void start() {
        s3 = DirectoryBuckets.client(server);
        inventories = new Inventories(s3, s3, "target");
        s3.createBucket(b -> b.bucket("source"));
        s3.createBucket(b -> b.bucket("target"));
        s3.putBucketPolicy(b -> b.bucket("target").policy(People.policy(forS3("Allow", "target", "{}"))));
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
    }

    private void run() throws IOException {
        server.server().maintainNow();
    }

    private void put(String bucket, String key, String body) {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(body));
    }

    /// Where the column of that name is.
    private static String value(Inventories.Delivered list, String key, String column) {
        var columns = Arrays.asList(list.manifest().path("fileSchema").asText().split(", "));
        var lines = list.lines().stream()
                .map(line -> line.substring(1, line.length() - 1).split("\",\"", -1))
                .filter(line -> line[1].equals(key))
                .toList();
        assertThat(lines).as(key).hasSize(1);
        assertThat(lines.getFirst()).hasSameSizeAs(columns);
        return lines.getFirst()[columns.indexOf(column)];
    }

    private static List<String> values(Inventories.Delivered list, String column) {
        var columns = Arrays.asList(list.manifest().path("fileSchema").asText().split(", "));
        return list.lines().stream()
                .map(line -> line.substring(1, line.length() - 1).split("\",\"", -1)[columns.indexOf(column)])
                .toList();
    }

    private long kmsCalls() {
        return server.ledger().total(Ledger.Outcome.MADE) + server.ledger().total(Ledger.Outcome.REFUSED);
    }

    @Test
    void a_list_tells_how_each_object_is_protected_and_asks_the_kms_nothing() throws IOException {
        s3.putBucketEncryption(b -> b.bucket("source")
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.blockedEncryptionTypes(t -> t.encryptionType(EncryptionType.NONE)))));
        try (var kms = server.kms()) {
            var keyId = kms.createKey().keyMetadata().arn();
            for (var kind : Kind.values()) {
                s3.putObject(
                        b -> kind.on(b.bucket("source").key("as/" + kind), keyId), RequestBody.fromString(kind.name()));
            }
        }
        inventories.put(
                "source",
                "all",
                c -> c.optionalFields(
                        InventoryOptionalField.BUCKET_KEY_STATUS,
                        InventoryOptionalField.ENCRYPTION_STATUS,
                        InventoryOptionalField.SIZE));
        long before = kmsCalls();
        run();
        assertThat(kmsCalls()).isEqualTo(before);
        var list = inventories.newest("source", "all");
        assertThat(list.manifest().path("fileSchema").asText())
                .isEqualTo("Bucket, Key, Size, EncryptionStatus, BucketKeyStatus");
        assertThat(list.lines())
                .containsExactly(
                        "\"source\",\"as/DSSE_KMS\",\"8\",\"DSSE-KMS\",\"DISABLED\"",
                        "\"source\",\"as/SSE_C\",\"5\",\"SSE-C\",\"DISABLED\"",
                        "\"source\",\"as/SSE_KMS\",\"7\",\"SSE-KMS\",\"DISABLED\"",
                        "\"source\",\"as/SSE_KMS_BUCKET_KEY\",\"18\",\"SSE-KMS\",\"ENABLED\"",
                        "\"source\",\"as/SSE_KMS_MANAGED\",\"15\",\"SSE-KMS\",\"DISABLED\"",
                        "\"source\",\"as/SSE_S3\",\"6\",\"SSE-S3\",\"DISABLED\"");
    }

    @Test
    void a_list_tells_everything_it_was_asked_for() throws IOException {
        s3.createBucket(b -> b.bucket("locked").objectLockEnabledForBucket(true));
        var until =
                server.clock().instant().plus(Duration.ofDays(2)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        var plain = s3.putObject(
                b -> b.bucket("locked").key("a b/ü+\"").checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromString("four"));
        s3.putObject(
                b -> b.bucket("locked")
                        .key("held")
                        .objectLockMode(ObjectLockMode.GOVERNANCE)
                        .objectLockRetainUntilDate(until)
                        .objectLockLegalHoldStatus("ON"),
                RequestBody.fromString("1"));
        var upload =
                s3.createMultipartUpload(b -> b.bucket("locked").key("parts")).uploadId();
        var part = s3.uploadPart(
                b -> b.bucket("locked").key("parts").uploadId(upload).partNumber(1), RequestBody.fromString("part"));
        s3.completeMultipartUpload(b -> b.bucket("locked")
                .key("parts")
                .uploadId(upload)
                .multipartUpload(m -> m.parts(
                        CompletedPart.builder().partNumber(1).eTag(part.eTag()).build())));
        inventories.put(
                "locked",
                "full",
                c -> c.optionalFields(InventoryOptionalField.knownValues().stream()
                        .filter(field -> !List.of(
                                        InventoryOptionalField.OBJECT_LOCK_EVENT_HOLD_STATUS,
                                        InventoryOptionalField.OBJECT_LOCK_EVENT_HOLD_DURATION,
                                        InventoryOptionalField.INTELLIGENT_TIERING_REFERENCE_DATE)
                                .contains(field))
                        .toList()));
        run();
        var list = inventories.newest("locked", "full");
        assertThat(list.manifest().path("fileSchema").asText())
                .isEqualTo("Bucket, Key, Size, LastModifiedDate, ETag, StorageClass, IsMultipartUploaded,"
                        + " ReplicationStatus, EncryptionStatus, ObjectLockRetainUntilDate, ObjectLockMode,"
                        + " ObjectLockLegalHoldStatus, IntelligentTieringAccessTier, BucketKeyStatus,"
                        + " ChecksumAlgorithm, ObjectAccessControlList, ObjectOwner, LifecycleExpirationDate");
        var key = "a+b/%C3%BC%2B%22";
        assertThat(values(list, "Key")).containsExactly(key, "held", "parts");
        assertThat(value(list, key, "Size")).isEqualTo("4");
        assertThat(value(list, key, "ETag")).isEqualTo(plain.eTag().replace("\"", ""));
        assertThat(value(list, key, "LastModifiedDate"))
                .isEqualTo(s3.headObject(b -> b.bucket("locked").key("a b/ü+\""))
                        .lastModified()
                        .toString()
                        .replace("Z", ".000Z"));
        assertThat(value(list, key, "StorageClass")).isEqualTo("STANDARD");
        assertThat(value(list, key, "IsMultipartUploaded")).isEqualTo("false");
        assertThat(value(list, "parts", "IsMultipartUploaded")).isEqualTo("true");
        assertThat(value(list, key, "ReplicationStatus")).isEmpty();
        assertThat(value(list, key, "IntelligentTieringAccessTier")).isEmpty();
        assertThat(value(list, key, "ChecksumAlgorithm")).isEqualTo("SHA256");
        assertThat(value(list, key, "ObjectLockMode")).isEmpty();
        assertThat(value(list, key, "ObjectLockLegalHoldStatus")).isEqualTo("Off");
        assertThat(value(list, "held", "ObjectLockMode")).isEqualTo("GOVERNANCE");
        assertThat(value(list, "held", "ObjectLockRetainUntilDate"))
                .isEqualTo(until.toString().replace("Z", ".000Z"));
        assertThat(value(list, "held", "ObjectLockLegalHoldStatus")).isEqualTo("On");
        var owner = value(list, key, "ObjectOwner");
        assertThat(owner).matches("[0-9a-f]{64}");
        assertThat(acl(list, key))
                .isEqualTo("{\"version\":\"2022-11-10\",\"status\":\"AVAILABLE\",\"grants\":[{\"canonicalId\":\""
                        + owner + "\",\"type\":\"CanonicalUser\",\"permission\":\"FULL_CONTROL\"}]}");
    }

    @Test
    void a_list_tells_which_objects_are_public() throws IOException {
        s3.createBucket(b -> b.bucket("shared").objectOwnership(ObjectOwnership.OBJECT_WRITER));
        s3.deletePublicAccessBlock(b -> b.bucket("shared"));
        s3.putObject(b -> b.bucket("shared").key("k").acl(ObjectCannedACL.PUBLIC_READ), RequestBody.fromString("1"));
        inventories.put("shared", "lists", c -> c.optionalFields(InventoryOptionalField.OBJECT_ACCESS_CONTROL_LIST));
        run();
        assertThat(acl(inventories.newest("shared", "lists"), "k"))
                .contains("\"uri\":\"http://acs.amazonaws.com/groups/global/AllUsers\",\"type\":\"Group\","
                        + "\"permission\":\"READ\"");
    }

    private static String acl(Inventories.Delivered list, String key) {
        return new String(
                java.util.Base64.getDecoder().decode(value(list, key, "ObjectAccessControlList")),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void all_versions_are_listed_where_they_are_asked_for_and_else_the_current_ones() throws IOException {
        put("source", "a", "before versioning");
        s3.putBucketVersioning(
                b -> b.bucket("source").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        var second = s3.putObject(b -> b.bucket("source").key("a"), RequestBody.fromString("second"))
                .versionId();
        put("source", "gone", "x");
        var marker = s3.deleteObject(b -> b.bucket("source").key("gone")).versionId();
        put("source", "z", "z");
        inventories.put(
                "source",
                "all",
                c -> c.includedObjectVersions(InventoryIncludedObjectVersions.ALL)
                        .optionalFields(InventoryOptionalField.SIZE, InventoryOptionalField.LAST_MODIFIED_DATE));
        inventories.put("source", "now", c -> {});
        run();
        var all = inventories.newest("source", "all");
        assertThat(all.manifest().path("fileSchema").asText())
                .isEqualTo("Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate");
        assertThat(values(all, "Key")).containsExactly("a", "a", "gone", "gone", "z");
        assertThat(values(all, "VersionId")).startsWith(second, "null", marker);
        assertThat(values(all, "IsLatest")).containsExactly("true", "false", "true", "false", "true");
        assertThat(values(all, "IsDeleteMarker")).containsExactly("false", "false", "true", "false", "false");
        assertThat(values(all, "Size")).containsExactly("6", "17", "", "1", "1");
        assertThat(values(all, "LastModifiedDate")).allMatch(time -> time.matches("20.*Z"));
        var now = inventories.newest("source", "now");
        assertThat(now.lines()).containsExactly("\"source\",\"a\"", "\"source\",\"z\"");
    }

    @Test
    void a_list_tells_when_rules_remove_a_version() throws IOException {
        s3.putBucketVersioning(
                b -> b.bucket("source").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        put("source", "short/a", "one");
        put("source", "short/a", "two");
        put("source", "kept", "x");
        s3.putBucketLifecycleConfiguration(b -> b.bucket("source")
                .lifecycleConfiguration(c -> c.rules(r -> r.id("short")
                        .status("Enabled")
                        .filter(f -> f.prefix("short/"))
                        .expiration(e -> e.days(5))
                        .noncurrentVersionExpiration(e -> e.noncurrentDays(9)))));
        inventories.put(
                "source",
                "expiring",
                c -> c.includedObjectVersions(InventoryIncludedObjectVersions.ALL)
                        .optionalFields(InventoryOptionalField.LIFECYCLE_EXPIRATION_DATE));
        var today = server.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.DAYS);
        run();
        var list = inventories.newest("source", "expiring");
        assertThat(values(list, "Key")).containsExactly("kept", "short/a", "short/a");
        assertThat(values(list, "LifecycleExpirationDate"))
                .containsExactly(
                        "",
                        today.plus(Duration.ofDays(6)).toString().replace("Z", ".000Z"),
                        today.plus(Duration.ofDays(10)).toString().replace("Z", ".000Z"));
    }

    /// Older versions are read a page at a time.
    @Test
    void a_key_with_many_versions_is_listed_whole() throws IOException {
        s3.putBucketVersioning(
                b -> b.bucket("source").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        for (int i = 0; i < 202; i++) {
            put("source", "k", "");
        }
        inventories.put("source", "all", c -> c.includedObjectVersions(InventoryIncludedObjectVersions.ALL));
        run();
        assertThat(values(inventories.newest("source", "all"), "VersionId"))
                .hasSize(202)
                .doesNotHaveDuplicates();
    }

    @Test
    void a_filter_chooses_by_prefix_and_what_is_switched_off_is_not_made() throws IOException {
        put("source", "a/1", "1");
        put("source", "b/1", "1");
        put("source", "b/2", "1");
        put("source", "c/1", "1");
        inventories.put("source", "b", c -> c.filter(f -> f.prefix("b/")));
        inventories.put("source", "off", c -> c.isEnabled(false));
        run();
        assertThat(values(inventories.newest("source", "b"), "Key")).containsExactly("b/1", "b/2");
        assertThat(inventories.keys("inv/source/off/")).isEmpty();
    }

    @Test
    void a_list_is_made_once_a_day_or_once_a_week_also_after_a_restart() throws IOException {
        inventories.put("source", "daily", c -> {});
        inventories.put("source", "weekly", c -> c.schedule(s -> s.frequency(InventoryFrequency.WEEKLY)));
        var monday = server.clock()
                .instant()
                .atOffset(ZoneOffset.UTC)
                .with(TemporalAdjusters.next(DayOfWeek.MONDAY))
                .withHour(9)
                .toInstant();
        assertMade(Duration.between(server.clock().instant(), monday), 1, 1);
        assertMade(Duration.ofHours(5), 1, 1);
        s3.close();
        var moved = server.clock();
        server.restart();
        s3 = DirectoryBuckets.client(server);
        inventories = new Inventories(s3, s3, "target");
        assertThat(server.clock()).isSameAs(moved);
        assertMade(Duration.ofHours(2), 1, 1);
        assertMade(Duration.ofDays(1), 2, 1);
        assertMade(Duration.ofDays(4), 3, 1);
        // Sunday
        assertMade(Duration.ofDays(1), 4, 2);
        assertMade(Duration.ofDays(1), 5, 2);
    }

    private Duration ahead = Duration.ZERO;

    /// Lets the job run that much later; clients stay in the present.
    private void assertMade(Duration later, int daily, int weekly) throws IOException {
        ahead = ahead.plus(later);
        server.clock().move(ahead);
        run();
        server.clock().move(ahead.negated());
        assertThat(inventories.manifests("source", "daily")).hasSize(daily);
        assertThat(inventories.manifests("source", "weekly")).hasSize(weekly);
    }

    @Test
    void what_leads_to_a_list_stands_where_clients_look_for_it() throws IOException {
        put("source", "k", "v");
        inventories.put("source", "id", d -> d.prefix(null), c -> {});
        run();
        var keys = inventories.keys("");
        assertThat(keys).hasSize(4);
        assertThat(keys.get(0)).matches("source/id/20\\d\\d-\\d\\d-\\d\\dT\\d\\d-\\d\\dZ/manifest\\.checksum");
        assertThat(keys.get(1)).isEqualTo(keys.get(0).replace("checksum", "json"));
        assertThat(keys.get(2)).startsWith("source/id/data/").endsWith(".csv.gz");
        assertThat(keys.get(3)).matches("source/id/hive/dt=20\\d\\d(-\\d\\d){4}/symlink\\.txt");
        assertThat(s3.getObjectAsBytes(b -> b.bucket("target").key(keys.get(3))).asUtf8String())
                .isEqualTo("s3://target/" + keys.get(2));
    }

    @ParameterizedTest
    @CsvSource({"bucket, aws:kms:dsse", "S3, AES256", "KMS, aws:kms"})
    void a_list_is_sealed_as_its_configuration_says_or_else_as_its_bucket_does(String asked, String algorithm)
            throws IOException {
        s3.putBucketEncryption(b -> b.bucket("target")
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("aws:kms:dsse")))));
        String key;
        try (var kms = server.kms()) {
            key = kms.createKey().keyMetadata().arn();
        }
        inventories.put(
                "source",
                "sealed",
                d -> {
                    switch (asked) {
                        case "S3" -> d.encryption(e -> e.sses3(k -> {}));
                        case "KMS" -> d.encryption(e -> e.ssekms(k -> k.keyId(key)));
                        default -> {}
                    }
                },
                c -> {});
        run();
        var written = inventories.keys("inv/source/sealed/");
        assertThat(written).isNotEmpty();
        for (var each : written) {
            var head = s3.headObject(b -> b.bucket("target").key(each));
            assertThat(head.serverSideEncryptionAsString()).isEqualTo(algorithm);
            if (asked.equals("KMS")) {
                assertThat(head.ssekmsKeyId()).isEqualTo(key);
            }
        }
        assertThat(inventories.newest("source", "sealed").lines()).isEmpty();
        if (asked.equals("KMS")) {
            try (var kms = server.kms()) {
                kms.disableKey(b -> b.keyId(key));
            }
            for (var each : written) {
                assertRefused(
                        400,
                        "KMS.DisabledException",
                        () -> s3.getObjectAsBytes(b -> b.bucket("target").key(each)));
            }
        }
    }

    private static String forS3(String effect, String bucket, String condition) {
        return "{\"Effect\":\"" + effect
                + "\",\"Principal\":{\"Service\":\"s3.amazonaws.com\"},\"Action\":\"s3:PutObject\","
                + "\"Resource\":\"arn:aws:s3:::" + bucket + "/*\",\"Condition\":" + condition + "}";
    }

    @ParameterizedTest
    @CsvSource({
        "source, arn:aws:s3:::source",
        DIRECTORY + ", arn:aws:s3express:us-east-1:111122223333:bucket/" + DIRECTORY
    })
    void another_accounts_bucket_gets_a_list_if_its_policy_lets_s3_put_it_for_this_source(String source, String arn)
            throws IOException {
        DirectoryBuckets.create(s3, "source");
        var other = new People(server).account("444455556666");
        try (var owner = other.s3()) {
            owner.createBucket(b -> b.bucket("theirs"));
            var across = new Inventories(s3, owner, "theirs");
            across.put(source, "list", d -> d.accountId("444455556666"), c -> {});
            run();
            assertThat(across.keys("")).isEmpty();

            var wrong = "{\"ArnEquals\":{\"aws:SourceArn\":\"arn:aws:s3:::another\"}}";
            owner.putBucketPolicy(b -> b.bucket("theirs").policy(People.policy(forS3("Allow", "theirs", wrong))));
            tryAgain(1);
            assertThat(across.keys("")).isEmpty();

            var right = "{\"ArnEquals\":{\"aws:SourceArn\":\"" + arn + "\"},\"StringEquals\":{\"aws:SourceAccount\":\""
                    + LocalServer.ACCOUNT + "\",\"s3:x-amz-acl\":\"bucket-owner-full-control\"}}";
            owner.putBucketPolicy(b -> b.bucket("theirs").policy(People.policy(forS3("Allow", "theirs", right))));
            tryAgain(2);
            assertThat(across.newest(source, "list").lines()).isEmpty();
        }
    }

    /// A delivery that failed is tried again in the next round of the day.
    private void tryAgain(int hour) throws IOException {
        server.clock().move(Duration.ofHours(hour).plusMinutes(1));
        run();
        server.clock().move(Duration.ofHours(hour).plusMinutes(1).negated());
    }

    /// S3 belongs to no account: the policy must name it also where both buckets are of one account, and is heard also
    /// where it would be too public for others.
    @Test
    void a_bucket_of_the_same_account_gets_a_list_if_its_policy_lets_s3_put_it() throws IOException {
        inventories.put("source", "list", c -> {});
        s3.deleteBucketPolicy(b -> b.bucket("target"));
        run();
        assertThat(inventories.keys("")).isEmpty();
        var allow = forS3("Allow", "target", "{}");
        s3.putBucketPolicy(b -> b.bucket("target").policy(People.policy(allow + "," + forS3("Deny", "target", "{}"))));
        tryAgain(1);
        assertThat(inventories.keys("")).isEmpty();
        s3.putPublicAccessBlock(b -> b.bucket("target")
                .publicAccessBlockConfiguration(c -> c.blockPublicPolicy(false).restrictPublicBuckets(true)));
        s3.putBucketPolicy(b -> b.bucket("target")
                .policy(People.policy(allow + ",{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:ListBucket\","
                        + "\"Resource\":\"arn:aws:s3:::target\"}")));
        tryAgain(2);
        assertThat(inventories.manifests("source", "list")).hasSize(1);
    }

    /// A policy sees the key that would be used, however it is named and wherever it comes from.
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void a_destination_may_insist_on_a_key(boolean named, boolean right) throws IOException {
        String key;
        String other;
        try (var kms = server.kms()) {
            key = kms.createKey().keyMetadata().arn();
            other = kms.createKey().keyMetadata().arn();
            kms.createAlias(b -> b.aliasName("alias/lists").targetKeyId(right ? key : other));
        }
        s3.putBucketEncryption(b -> b.bucket("target")
                .serverSideEncryptionConfiguration(c -> c.rules(r -> r.applyServerSideEncryptionByDefault(
                        d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID("alias/lists")))));
        var only = "{\"StringEquals\":{\"s3:x-amz-server-side-encryption-aws-kms-key-id\":\"" + key + "\"}}";
        s3.putBucketPolicy(b -> b.bucket("target").policy(People.policy(forS3("Allow", "target", only))));
        inventories.put(
                "source",
                "list",
                d -> {
                    if (named) {
                        d.encryption(e -> e.ssekms(k -> k.keyId("alias/lists")));
                    }
                },
                c -> {});
        run();
        assertThat(inventories.manifests("source", "list")).hasSize(right ? 1 : 0);
    }

    @Test
    void nothing_is_delivered_where_it_would_be_locked_without_being_asked_for() throws IOException {
        s3.createBucket(b -> b.bucket("locking").objectLockEnabledForBucket(true));
        s3.putObjectLockConfiguration(b -> b.bucket("locking")
                .objectLockConfiguration(l -> l.objectLockEnabled("Enabled")
                        .rule(r -> r.defaultRetention(d -> d.mode("GOVERNANCE").days(1)))));
        s3.putBucketPolicy(b -> b.bucket("locking").policy(People.policy(forS3("Allow", "locking", "{}"))));
        var locking = new Inventories(s3, s3, "locking");
        locking.put("source", "list", c -> {});
        run();
        assertThat(locking.keys("")).isEmpty();
    }

    @Test
    void a_directory_bucket_is_listed_with_what_was_appended_and_renamed() throws IOException {
        DirectoryBuckets.create(s3, "source");
        try (var kms = server.kms()) {
            var key = kms.createKey().keyMetadata().arn();
            s3.putBucketEncryption(b -> b.bucket(DIRECTORY)
                    .serverSideEncryptionConfiguration(c -> c.rules(r -> r.bucketKeyEnabled(true)
                            .applyServerSideEncryptionByDefault(d ->
                                    d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID(key)))));
        }
        put(DIRECTORY, "d/one", "12345");
        s3.putObject(b -> b.bucket(DIRECTORY).key("d/one").writeOffsetBytes(5L), RequestBody.fromString("678"));
        put(DIRECTORY, "d/two", "2");
        s3.renameObject(b -> b.bucket(DIRECTORY).key("d/three").renameSource("d/two"));
        inventories.put(
                DIRECTORY,
                "list",
                c -> c.optionalFields(
                        InventoryOptionalField.SIZE,
                        InventoryOptionalField.STORAGE_CLASS,
                        InventoryOptionalField.IS_MULTIPART_UPLOADED,
                        InventoryOptionalField.ENCRYPTION_STATUS,
                        InventoryOptionalField.BUCKET_KEY_STATUS));
        inventories.put(DIRECTORY, "all", c -> c.includedObjectVersions(InventoryIncludedObjectVersions.ALL));
        long before = kmsCalls();
        run();
        assertThat(kmsCalls()).isEqualTo(before);
        assertThat(inventories.newest(DIRECTORY, "all").lines())
                .containsExactly(
                        "\"" + DIRECTORY + "\",\"d/one\",\"null\",\"true\",\"false\"",
                        "\"" + DIRECTORY + "\",\"d/three\",\"null\",\"true\",\"false\"");
        assertThat(inventories.newest(DIRECTORY, "list").lines())
                .containsExactly(
                        "\"" + DIRECTORY + "\",\"d/one\",\"8\",\"EXPRESS_ONEZONE\",\"false\",\"SSE-KMS\",\"ENABLED\"",
                        "\"" + DIRECTORY
                                + "\",\"d/three\",\"1\",\"EXPRESS_ONEZONE\",\"false\",\"SSE-KMS\",\"ENABLED\"");
    }
}
