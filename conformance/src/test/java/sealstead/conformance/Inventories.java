package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryFormat;
import software.amazon.awssdk.services.s3.model.InventoryFrequency;
import software.amazon.awssdk.services.s3.model.InventoryIncludedObjectVersions;
import software.amazon.awssdk.services.s3.model.InventoryS3BucketDestination;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Inventories as their owner configures them and as who gets them reads them.
///
/// @param s3 whose the source is
/// @param reader who may read the destination
record Inventories(S3Client s3, S3Client reader, String target) {
    /// A list as it was delivered.
    record Delivered(JsonNode manifest, List<String> lines) {}

    /// Configures a daily inventory of the current versions of `source`.
    void put(String source, String id, Consumer<InventoryConfiguration.Builder> change) {
        put(source, id, d -> {}, change);
    }

    void put(
            String source,
            String id,
            Consumer<InventoryS3BucketDestination.Builder> destination,
            Consumer<InventoryConfiguration.Builder> change) {
        s3.putBucketInventoryConfiguration(b -> b.bucket(source).id(id).inventoryConfiguration(c -> {
            c.id(id)
                    .isEnabled(true)
                    .includedObjectVersions(InventoryIncludedObjectVersions.CURRENT)
                    .schedule(s -> s.frequency(InventoryFrequency.DAILY))
                    .destination(d -> d.s3BucketDestination(o -> {
                        o.bucket("arn:aws:s3:::" + target)
                                .format(InventoryFormat.CSV)
                                .prefix("inv");
                        destination.accept(o);
                    }));
            change.accept(c);
        }));
    }

    /// The keys of the manifests that there are, oldest first.
    List<String> manifests(String source, String id) {
        return keys("inv/" + source + "/" + id + "/").stream()
                .filter(key -> key.endsWith("/manifest.json"))
                .toList();
    }

    List<String> keys(String prefix) {
        return reader.listObjectsV2(b -> b.bucket(target).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /// The newest list, everything that leads to it checked.
    Delivered newest(String source, String id) throws IOException {
        var key = manifests(source, id).getLast();
        var manifest = get(key);
        assertThat(new String(get(key.replace(".json", ".checksum")), StandardCharsets.UTF_8))
                .isEqualTo(md5(manifest));
        var told = new ObjectMapper().readTree(manifest);
        assertThat(told.path("sourceBucket").asText()).isEqualTo(source);
        assertThat(told.path("destinationBucket").asText()).isEqualTo("arn:aws:s3:::" + target);
        assertThat(told.path("version").asText()).isEqualTo("2016-11-30");
        assertThat(told.path("fileFormat").asText()).isEqualTo("CSV");
        assertThat(told.path("creationTimestamp").asText()).matches("[0-9]{13}");
        var file = told.path("files").path(0);
        assertThat(file.path("key").asText()).matches("inv/" + source + "/" + id + "/data/[0-9a-f-]{36}\\.csv\\.gz");
        var data = get(file.path("key").asText());
        assertThat((long) data.length).isEqualTo(file.path("size").asLong());
        assertThat(md5(data)).isEqualTo(file.path("MD5checksum").asText());
        try (var lines = new GZIPInputStream(new ByteArrayInputStream(data))) {
            return new Delivered(
                    told,
                    new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        }
    }

    private byte[] get(String key) {
        return reader.getObjectAsBytes(b -> b.bucket(target).key(key)).asByteArray();
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
