package sealstead.s3.inventory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import sealstead.encryption.EncryptionRequest;
import sealstead.s3.DirectoryName;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.configuration.NamedConfiguration;
import sealstead.s3.configuration.NamedDocuments;
import sealstead.store.Bytes;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;

/// What is listed of a bucket, how often and whereto, under an id.
public final class InventoryConfiguration implements NamedConfiguration {
    private static final String ROOT = "InventoryConfiguration";
    private static final Pattern ARN = Pattern.compile("arn:aws:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])");
    private static final Pattern KEY_ID = Pattern.compile("[!-~]{1,2048}");
    private static final int MAX_FILTER_BYTES = 1024;
    private static final int MAX_PREFIX_BYTES = 512;

    private final Destinations destinations;

    public InventoryConfiguration(Destinations destinations) {
        this.destinations = destinations;
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.INVENTORY;
    }

    @Override
    public String root() {
        return ROOT;
    }

    @Override
    public String listRoot() {
        return "ListInventoryConfigurationsResult";
    }

    /// In S3's order: the document, its id, its destination.
    @Override
    public void check(Bucket bucket, String id, XmlElement document) throws IOException {
        if (bucket.isDirectory() && !InventoryField.OF_DIRECTORY.containsAll(fieldNames(document))) {
            throw new MalformedXmlException();
        }
        var inventory = inventory(document);
        if (!inventory.id().equals(id)) {
            throw S3Error.ID_MISMATCH.refusal();
        }
        destinations.existing(bucket, inventory.destination());
    }

    /// Configurations that were accepted.
    static List<Inventory> inventories(Bytes documents) {
        return NamedDocuments.all(documents).stream()
                .map(document -> inventory(XmlReader.read(document.readOnlyArray(), ROOT)))
                .toList();
    }

    private static Inventory inventory(XmlElement root) {
        root.only("Id", "IsEnabled", "Filter", "Destination", "Schedule", "IncludedObjectVersions", "OptionalFields");
        var id = required(root, "Id").text();
        boolean enabled = required(root, "IsEnabled").isTrue();
        var prefix = root.one("Filter")
                .map(filter -> required(filter.only("Prefix"), "Prefix").exactText())
                .orElse("");
        checkLength(prefix, MAX_FILTER_BYTES);
        var destination = destination(required(root, "Destination"));
        var frequency = choice(
                required(root, "Schedule").only("Frequency"),
                "Frequency",
                Map.of("Daily", Inventory.Frequency.DAILY, "Weekly", Inventory.Frequency.WEEKLY));
        boolean all = choice(root, "IncludedObjectVersions", Map.of("All", true, "Current", false));
        return new Inventory(id, enabled, all, prefix, frequency, fields(root), destination);
    }

    private static Set<InventoryField> fields(XmlElement root) {
        var fields = EnumSet.noneOf(InventoryField.class);
        for (var name : fieldNames(root)) {
            if (!fields.add(InventoryField.named(name))) {
                throw new MalformedXmlException();
            }
        }
        return fields;
    }

    private static List<String> fieldNames(XmlElement root) {
        return root.one("OptionalFields").map(list -> list.only("Field").all("Field")).orElse(List.of()).stream()
                .map(XmlElement::text)
                .toList();
    }

    private static Inventory.Destination destination(XmlElement element) {
        var bucket = required(element.only("S3BucketDestination"), "S3BucketDestination")
                .only("AccountId", "Bucket", "Format", "Prefix", "Encryption");
        var account = bucket.text("AccountId");
        if (account.filter(id -> !id.matches("[0-9]{12}")).isPresent()) {
            throw new MalformedXmlException();
        }
        var format = required(bucket, "Format").text();
        switch (format) {
            case "CSV" -> {}
            case "ORC", "Parquet" ->
                throw S3Error.NOT_IMPLEMENTED.saying("The inventory format " + format + " is not implemented.");
            default -> throw new MalformedXmlException();
        }
        var prefix = bucket.one("Prefix").map(XmlElement::exactText).orElse("");
        checkLength(prefix, MAX_PREFIX_BYTES);
        return new Inventory.Destination(
                name(required(bucket, "Bucket").text()), prefix, account, protection(bucket.one("Encryption")));
    }

    /// The bucket that an ARN names; empty for what is no ARN of a general purpose bucket, which is refused last.
    private static String name(String arn) {
        var matcher = ARN.matcher(arn);
        return matcher.matches() && !DirectoryName.is(matcher.group(1)) ? matcher.group(1) : "";
    }

    private static EncryptionRequest protection(Optional<XmlElement> encryption) {
        if (encryption.isEmpty()) {
            return new EncryptionRequest.Default(Optional.empty());
        }
        var kinds = encryption.get().only("SSE-S3", "SSE-KMS");
        if (kinds.children().size() != 1) {
            throw new MalformedXmlException();
        }
        if (kinds.one("SSE-S3").map(XmlElement::only).isPresent()) {
            return new EncryptionRequest.S3();
        }
        var key = required(required(kinds, "SSE-KMS").only("KeyId"), "KeyId").text();
        if (!KEY_ID.matcher(key).matches()) {
            throw new MalformedXmlException();
        }
        return new EncryptionRequest.Kms(key, Optional.empty(), Map.of(), false);
    }

    private static XmlElement required(XmlElement parent, String name) {
        return parent.one(name).orElseThrow(MalformedXmlException::new);
    }

    private static <T> T choice(XmlElement parent, String name, Map<String, T> choices) {
        return Optional.ofNullable(choices.get(required(parent, name).text())).orElseThrow(MalformedXmlException::new);
    }

    private static void checkLength(String text, int mostBytes) {
        if (text.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
            throw new MalformedXmlException();
        }
    }
}
