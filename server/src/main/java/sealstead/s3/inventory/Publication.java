package sealstead.s3.inventory;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import sealstead.crypto.RandomId;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.JobWriter;
import sealstead.s3.content.ObjectWriter;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.Objects;

/// Puts an inventory into its destination: the list first, then what leads to it, and the checksum last, so that who
/// waits for it finds everything.
public final class Publication {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "2016-11-30";
    private static final DateTimeFormatter FOLDER = time("yyyy-MM-dd'T'HH-mm'Z'");
    private static final DateTimeFormatter HIVE = time("yyyy-MM-dd-HH-mm");

    private final Objects objects;
    private final Expirations expirations;
    private final Destinations destinations;
    private final JobWriter writer;
    private final RandomGenerator random;

    public Publication(
            Objects objects,
            Expirations expirations,
            Destinations destinations,
            JobWriter writer,
            RandomGenerator random) {
        this.objects = objects;
        this.expirations = expirations;
        this.destinations = destinations;
        this.writer = writer;
        this.random = random;
    }

    private static DateTimeFormatter time(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    void publish(Bucket source, Inventory inventory, Instant now, LongConsumer progress) throws IOException {
        var folder = folder(source, inventory);
        var data = folder + "data/" + RandomId.uuid(random) + ".csv.gz";
        var list = new InventoryList(objects, expirations, source, inventory, progress);
        var order = order(source, inventory, data, "application/gzip");
        var written = writer.write(order, list::writeTo);
        var link = "s3://" + inventory.destination().bucket() + "/" + data;
        put(source, inventory, folder + "hive/dt=" + HIVE.format(now) + "/symlink.txt", "text/plain", utf8(link));
        var manifest = manifest(source, inventory, now, list.schema(), data, written);
        var dated = folder + FOLDER.format(now) + "/";
        var told = put(source, inventory, dated + "manifest.json", "application/json", manifest);
        put(source, inventory, dated + "manifest.checksum", "text/plain", utf8(md5(told)));
    }

    private static String folder(Bucket source, Inventory inventory) {
        var prefix = inventory.destination().prefix();
        var separator = prefix.isEmpty() || prefix.endsWith("/") ? "" : "/";
        return prefix + separator + source.name() + "/" + inventory.id() + "/";
    }

    private static byte[] manifest(
            Bucket source, Inventory inventory, Instant now, String schema, String data, ObjectWriter.Written written)
            throws IOException {
        var manifest = JSON.createObjectNode()
                .put("sourceBucket", source.name())
                .put(
                        "destinationBucket",
                        "arn:aws:s3:::" + inventory.destination().bucket())
                .put("version", VERSION)
                .put("creationTimestamp", Long.toString(now.toEpochMilli()))
                .put("fileFormat", "CSV")
                .put("fileSchema", schema);
        manifest.putArray("files")
                .addObject()
                .put("key", data)
                .put("size", written.object().bytes())
                .put("MD5checksum", md5(written));
        return JSON.writeValueAsBytes(manifest);
    }

    private ObjectWriter.Written put(Bucket source, Inventory inventory, String key, String contentType, byte[] bytes)
            throws IOException {
        var order = order(source, inventory, key, contentType);
        return writer.write(order, bytes);
    }

    /// On behalf of the source's account: the keys that it may not use, its inventories may not either.
    private JobWriter.Order order(Bucket source, Inventory inventory, String key, String contentType)
            throws IOException {
        var bucket = destinations.existing(source, inventory.destination());
        var order = new JobWriter.Order(
                bucket,
                key,
                contentType,
                source.owner(),
                inventory.destination().protection());
        destinations.checkWritable(source, bucket, key, writer.conditions(order));
        return order;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String md5(ObjectWriter.Written written) {
        return HexFormat.of().formatHex(written.digests().md5().readOnlyArray());
    }
}
