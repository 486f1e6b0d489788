package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.s3.scrub.Proof;
import sealstead.store.Bytes;
import sealstead.wire.Query;

/// A stored version as it lies on the disk, for readers from outside.
public final class ProofPages {
    private final Proof proof;

    public ProofPages(Proof proof) {
        this.proof = proof;
    }

    public Map<AdminOperation, AdminPage> all() {
        return Map.of(
                AdminOperation.GET_PROOF,
                (query, body) -> show(query),
                AdminOperation.GET_PROOF_BYTES,
                (query, body) -> bytes(query),
                AdminOperation.DISCLOSE_DATA_KEY,
                (query, body) -> dataKeys(query));
    }

    /// `?bucket=NAME&key=KEY&version=ID`
    private static Proof.Named named(Query query) {
        return new Proof.Named(
                query.first("bucket").orElse(""),
                query.first("key").orElse(""),
                query.first("version").orElse(""));
    }

    private static String objectId(Query query) {
        return query.first("object-id").orElse("");
    }

    /// `?...&object-id=ID&piece=N&position=N`
    private JsonNode bytes(Query query) throws IOException {
        try {
            var read = proof.read(
                    named(query),
                    objectId(query),
                    Integer.parseInt(query.first("piece").orElse("0")),
                    Long.parseLong(query.first("position").orElse("0")));
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("bytes", Base64.getEncoder().encodeToString(read.readOnlyArray()));
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException("piece and position are numbers", malformed);
        }
    }

    /// `?...&object-id=ID`: recorded in the audit trail as DiscloseDataKey.
    private JsonNode dataKeys(Query query) throws IOException {
        var document = JsonNodeFactory.instance.objectNode();
        proof.exposeDataKeys(named(query), objectId(query)).forEach(document::put);
        return document;
    }

    private JsonNode show(Query query) throws IOException {
        var named = named(query);
        var found = proof.find(named);
        var object = found.object();
        var document = JsonNodeFactory.instance
                .objectNode()
                .put("format", "sealstead-bundle 1")
                .put("bucket", found.bucket().name())
                .put("key", named.key())
                .put("versionId", object.name().id())
                .put("lastModified", object.lastModified().toString())
                .put("etag", object.etag());
        document.set(
                "envelope",
                envelope(object.envelope(), named.key(), found.bucket().arn()));
        found.serviceKey()
                .ifPresent(key ->
                        document.putObject("serviceKey").put("id", key.id()).put("wrapped", hex(key.wrapped())));
        var pieces = document.putArray("pieces");
        found.pieces()
                .forEach(piece -> pieces.addObject()
                        .put("number", piece.name().number())
                        .put("id", piece.name().id())
                        .put("plaintextBytes", piece.bytes())
                        .put("storedBytes", piece.storedBytes()));
        var list = proof.prove(named, found);
        return list.why().isEmpty()
                ? document.put("listMac", hex(list.mac()))
                : document.put("listNotProven", list.why());
    }

    private static ObjectNode envelope(Envelope envelope, String key, String bucketArn) {
        var shown = JsonNodeFactory.instance
                .objectNode()
                .put("scheme", envelope.scheme().name().replace('_', '-'))
                .put("objectId", envelope.objectId())
                .put("bucketId", envelope.sealedFor())
                .put("wrappedFor", envelope.wrappedFor().isEmpty() ? key : envelope.wrappedFor())
                .put("plaintextBytes", envelope.plaintextBytes())
                .put("storedBytes", envelope.storedBytes());
        envelope.kms().ifPresent(kms -> {
            var side = shown.putObject("kms")
                    .put("keyArn", kms.keyArn())
                    .put("keyMaterialId", kms.keyMaterialId())
                    .put("ciphertext", hex(kms.ciphertext()));
            if (kms instanceof ObjectKeys.BucketKey bucketKey) {
                side.put("wrappedKey", hex(bucketKey.wrappedKey())).put("bucketArn", bucketArn);
            }
            var pairs = side.putObject("context");
            new TreeMap<>(kms.context()).forEach(pairs::put);
        });
        envelope.service()
                .ifPresent(service -> shown.putObject("service")
                        .put("serviceKeyId", service.serviceKeyId())
                        .put("wrappedKey", hex(service.wrappedKey())));
        envelope.customer()
                .ifPresent(customer -> shown.putObject("customer")
                        .put("salt", hex(customer.salt()))
                        .put("mac", hex(customer.mac()))
                        .put("wrappedKey", hex(customer.wrappedKey())));
        return shown;
    }

    private static String hex(Bytes bytes) {
        return java.util.HexFormat.of().formatHex(bytes.readOnlyArray());
    }
}
