package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryFormat;
import software.amazon.awssdk.services.s3.model.InventoryFrequency;
import software.amazon.awssdk.services.s3.model.InventoryIncludedObjectVersions;
import software.amazon.awssdk.services.s3.model.InventoryOptionalField;
import software.amazon.awssdk.services.s3.model.InventoryS3BucketDestination;

/// Inventory configurations of both kinds of buckets: what is kept and what is refused.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class InventoryConfigurationTest {
    private static final String GENERAL = own("listed");
    private static final String DIRECTORY = Express.name("listed");

    @Server
    private static LocalServer server;

    private static People people;

    @Client(of = Client.Kind.DIRECTORY)
    private static S3Client s3;

    private static Inventories inventories;

    @BeforeAll
    static void start() {
        people = new People(server);
        s3.createBucket(b -> b.bucket(GENERAL));
        DirectoryBuckets.create(s3, "listed");
        s3.createBucket(b -> b.bucket(own("target")));
        inventories = new Inventories(s3, s3, own("target"));
    }

    static List<String> buckets() {
        return List.of(GENERAL, DIRECTORY);
    }

    private static InventoryConfiguration got(String bucket, String id) {
        return s3.getBucketInventoryConfiguration(b -> b.bucket(bucket).id(id)).inventoryConfiguration();
    }

    @ParameterizedTest
    @MethodSource("buckets")
    void configurations_read_back_until_they_are_deleted(String bucket) {
        inventories.put(
                bucket,
                "full",
                d -> d.accountId(LocalServer.ACCOUNT).encryption(e -> e.ssekms(k -> k.keyId("alias/lists"))),
                c -> c.filter(f -> f.prefix("a/b & c"))
                        .schedule(s -> s.frequency(InventoryFrequency.WEEKLY))
                        .optionalFields(InventoryOptionalField.E_TAG, InventoryOptionalField.SIZE));
        inventories.put(bucket, "bare", d -> d.prefix(null).encryption(e -> e.sses3(k -> {})), c -> c.isEnabled(false));
        var full = got(bucket, "full");
        assertThat(full.isEnabled()).isTrue();
        assertThat(full.filter().prefix()).isEqualTo("a/b & c");
        assertThat(full.schedule().frequency()).isEqualTo(InventoryFrequency.WEEKLY);
        assertThat(full.includedObjectVersions()).isEqualTo(InventoryIncludedObjectVersions.CURRENT);
        assertThat(full.optionalFields()).containsExactly(InventoryOptionalField.E_TAG, InventoryOptionalField.SIZE);
        var destination = full.destination().s3BucketDestination();
        assertThat(destination.bucket()).isEqualTo("arn:aws:s3:::" + own("target"));
        assertThat(destination.accountId()).isEqualTo(LocalServer.ACCOUNT);
        assertThat(destination.prefix()).isEqualTo("inv");
        assertThat(destination.encryption().ssekms().keyId()).isEqualTo("alias/lists");
        var bare = got(bucket, "bare");
        assertThat(bare.isEnabled()).isFalse();
        assertThat(bare.destination().s3BucketDestination().encryption().sses3())
                .isNotNull();

        var list = s3.listBucketInventoryConfigurations(b -> b.bucket(bucket));
        assertThat(list.isTruncated()).isFalse();
        assertThat(list.inventoryConfigurationList()).containsExactly(bare, full);
        s3.deleteBucketInventoryConfiguration(b -> b.bucket(bucket).id("bare"));
        s3.deleteBucketInventoryConfiguration(b -> b.bucket(bucket).id("full"));
        assertRefused(404, "NoSuchConfiguration", () -> got(bucket, "full"));
        assertRefused(
                404,
                "NoSuchConfiguration",
                () -> s3.deleteBucketInventoryConfiguration(
                        b -> b.bucket(bucket).id("full")));
        assertThat(s3.listBucketInventoryConfigurations(b -> b.bucket(bucket)).inventoryConfigurationList())
                .isEmpty();
    }

    private static void refused(
            String bucket,
            int status,
            String code,
            Consumer<InventoryS3BucketDestination.Builder> destination,
            Consumer<InventoryConfiguration.Builder> change) {
        assertRefused(status, code, () -> inventories.put(bucket, "wrong", destination, change));
        assertRefused(404, "NoSuchConfiguration", () -> got(bucket, "wrong"));
    }

    @ParameterizedTest
    @MethodSource("buckets")
    void what_makes_no_sense_is_refused_and_kept_nowhere(String bucket) {
        refused(bucket, 400, "IdMismatch", d -> {}, c -> c.id("other"));
        refused(bucket, 501, "NotImplemented", d -> d.format(InventoryFormat.ORC), c -> {});
        refused(bucket, 501, "NotImplemented", d -> d.format(InventoryFormat.PARQUET), c -> {});
        refused(bucket, 400, "MalformedXML", d -> d.format("XLS"), c -> {});
        refused(bucket, 400, "MalformedXML", d -> {}, c -> c.schedule(s -> s.frequency("Hourly")));
        refused(bucket, 400, "MalformedXML", d -> {}, c -> c.includedObjectVersions("Some"));
        refused(bucket, 400, "MalformedXML", d -> d.encryption(e -> e.ssekms(k -> k.keyId("a\nb"))), c -> {});
        refused(bucket, 400, "MalformedXML", d -> {}, c -> c.optionalFieldsWithStrings("Colour"));
        refused(bucket, 400, "MalformedXML", d -> {}, c -> c.optionalFieldsWithStrings("Size", "Size"));
        refused(bucket, 400, "MalformedXML", d -> d.accountId("12"), c -> {});
        refused(bucket, 400, "InvalidS3DestinationBucket", d -> d.bucket(own("target")), c -> {});
        refused(bucket, 400, "InvalidS3DestinationBucket", d -> d.bucket("arn:aws:s3:::nowhere"), c -> {});
        refused(bucket, 400, "InvalidS3DestinationBucket", d -> d.bucket("arn:aws:s3:::" + DIRECTORY), c -> {});
        refused(bucket, 400, "InvalidS3DestinationBucket", d -> d.bucket(Express.arn(DIRECTORY)), c -> {});
        refused(bucket, 400, "InvalidS3DestinationBucket", d -> d.accountId("999999999999"), c -> {});
    }

    /// Each field is filled or refused by its name; none is kept and left empty for lack of knowledge.
    @ParameterizedTest
    @EnumSource(names = "UNKNOWN_TO_SDK_VERSION", mode = EnumSource.Mode.EXCLUDE)
    void every_field_of_the_model_is_known(InventoryOptionalField field) {
        switch (field) {
            case OBJECT_LOCK_EVENT_HOLD_STATUS, OBJECT_LOCK_EVENT_HOLD_DURATION, INTELLIGENT_TIERING_REFERENCE_DATE ->
                refused(GENERAL, 501, "NotImplemented", d -> {}, c -> c.optionalFields(field));
            default -> {
                inventories.put(GENERAL, "field", c -> c.optionalFields(field));
                assertThat(got(GENERAL, "field").optionalFields()).containsExactly(field);
                s3.deleteBucketInventoryConfiguration(b -> b.bucket(GENERAL).id("field"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "UNKNOWN_TO_SDK_VERSION", mode = EnumSource.Mode.EXCLUDE)
    void directory_buckets_know_the_fields_that_their_objects_have(InventoryOptionalField field) {
        switch (field) {
            case SIZE,
                    LAST_MODIFIED_DATE,
                    STORAGE_CLASS,
                    E_TAG,
                    IS_MULTIPART_UPLOADED,
                    ENCRYPTION_STATUS,
                    BUCKET_KEY_STATUS,
                    CHECKSUM_ALGORITHM,
                    LIFECYCLE_EXPIRATION_DATE -> {
                inventories.put(DIRECTORY, "field", c -> c.optionalFields(field));
                s3.deleteBucketInventoryConfiguration(b -> b.bucket(DIRECTORY).id("field"));
            }
            default -> refused(DIRECTORY, 400, "MalformedXML", d -> {}, c -> c.optionalFields(field));
        }
    }

    @Test
    void policies_may_limit_the_fields() throws IOException {
        var who = people.user(
                LocalServer.ACCOUNT,
                "lister",
                People.allow("s3:PutInventoryConfiguration,s3express:PutInventoryConfiguration", "*")
                        + ",{\"Effect\":\"Deny\",\"Action\":[\"s3:*\",\"s3express:*\"],\"Resource\":\"*\",\"Condition\":"
                        + "{\"ForAnyValue:StringNotEquals\":{\"s3:InventoryAccessibleOptionalFields\":[\"Size\"]}}}"
                        + ",{\"Effect\":\"Deny\",\"Action\":[\"s3:*\",\"s3express:*\"],\"Resource\":\"*\",\"Condition\":"
                        + "{\"ForAnyValue:StringNotEquals\":{\"s3express:InventoryAccessibleOptionalFields\":[\"Size\"]}}}");
        try (var client = DirectoryBuckets.client(server, who.credentials(), LocalServer.REGION)) {
            var limited = new Inventories(client, s3, own("target"));
            for (var bucket : new String[] {GENERAL, DIRECTORY}) {
                limited.put(bucket, "limited", c -> c.optionalFields(InventoryOptionalField.SIZE));
                assertRefused(
                        403,
                        "AccessDenied",
                        () -> limited.put(
                                bucket,
                                "limited",
                                c -> c.optionalFields(InventoryOptionalField.SIZE, InventoryOptionalField.E_TAG)));
                assertThat(got(bucket, "limited").optionalFields()).containsExactly(InventoryOptionalField.SIZE);
                s3.deleteBucketInventoryConfiguration(b -> b.bucket(bucket).id("limited"));
            }
        }
    }
}
