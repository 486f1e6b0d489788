package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import sealstead.shred.ShredCertificates;
import sealstead.shred.SignedCertificate;
import sealstead.wire.Query;

/// Certificates of key material that was destroyed, and the public key by which they are checked.
public final class CertificatePages {
    private final ShredCertificates certificates;

    private final ShredCertificates.Destroyed destroyed;

    public CertificatePages(ShredCertificates certificates, ShredCertificates.Destroyed destroyed) {
        this.certificates = certificates;
        this.destroyed = destroyed;
    }

    public Map<AdminOperation, AdminPage> all() {
        return Map.of(
                AdminOperation.LIST_CERTIFICATES, (query, body) -> list(),
                AdminOperation.GET_CERTIFICATE_PUBLIC_KEY, (query, body) -> publicKey(),
                AdminOperation.GET_CERTIFICATE, (query, body) -> file(query),
                AdminOperation.GET_CERTIFICATE_LIST, (query, body) -> chunk(query));
    }

    private JsonNode list() throws IOException {
        var document = JsonNodeFactory.instance.objectNode();
        var rows = document.putArray("certificates");
        certificates.walk(kept -> rows.addObject()
                .put("id", kept.id())
                .put("keyArn", kept.subject().keyArn())
                .put("keyVersion", kept.subject().version())
                .put("signed", kept.file().isPresent())
                .put("state", state(kept)));
        return document;
    }

    /// `prepared`: nothing is destroyed yet; `destroyed`: its erasure from the files of the store waits;
    /// `signed`.
    private String state(ShredCertificates.Kept kept) throws IOException {
        if (kept.file().isPresent()) {
            return "signed";
        }
        return destroyed.isDestroyed(kept.subject()) ? "destroyed" : "prepared";
    }

    private ObjectNode publicKey() throws IOException {
        var key = certificates.publicKey();
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", SignedCertificate.keyId(key))
                .put("publicKey", Base64.getEncoder().encodeToString(key.readOnlyArray()));
    }

    /// `?id=ID`
    private JsonNode file(Query query) throws IOException {
        var kept = kept(query);
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", kept.id())
                .put("file", kept.file().orElseThrow(() -> new IllegalArgumentException("it is not signed yet")));
    }

    /// `?id=ID&chunk=N`: the list in pieces, from 0 on; the last has no text.
    private JsonNode chunk(Query query) throws IOException {
        var kept = kept(query);
        try {
            long number = Long.parseLong(query.first("chunk").orElse("0"));
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("id", kept.id())
                    .put("text", certificates.chunk(kept.id(), number).orElse(""));
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException("chunk is a number", malformed);
        }
    }

    private ShredCertificates.Kept kept(Query query) throws IOException {
        return certificates
                .find(query.first("id").orElse(""))
                .orElseThrow(() -> new IllegalArgumentException("there is no certificate of that id"));
    }
}
