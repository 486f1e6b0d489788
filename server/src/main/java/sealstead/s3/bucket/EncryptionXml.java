package sealstead.s3.bucket;

import java.util.List;
import java.util.Optional;
import sealstead.encryption.Algorithm;
import sealstead.encryption.BucketEncryption;
import sealstead.s3.S3Error;
import sealstead.s3.xml.MalformedXmlException;
import sealstead.s3.xml.XmlElement;
import sealstead.s3.xml.XmlReader;
import sealstead.s3.xml.XmlWriter;

/// `ServerSideEncryptionConfiguration`, read by the rules of §1.2 rows 13 and 14 and written as §1.3 has it.
final class EncryptionXml {
    private static final String ROOT = "ServerSideEncryptionConfiguration";
    private static final String DEFAULT = "ApplyServerSideEncryptionByDefault";
    private static final String BLOCKED = "BlockedEncryptionTypes";

    private EncryptionXml() {}

    /// What the document makes of `current`: what it does not mention of the block stays, and a rule without a default
    /// keeps the algorithm.
    static BucketEncryption read(byte[] document, BucketEncryption current) {
        var rules = XmlReader.read(document, ROOT).only("Rule").all("Rule");
        if (rules.size() != 1) {
            throw new MalformedXmlException();
        }
        var rule = rules.getFirst().only(DEFAULT, "BucketKeyEnabled", BLOCKED);
        if (rule.children().isEmpty()) {
            throw new MalformedXmlException();
        }
        var bucketKey = rule.one("BucketKeyEnabled").map(XmlElement::isTrue);
        boolean blocked = rule.one(BLOCKED).map(EncryptionXml::isBlocking).orElse(current.customerKeysBlocked());
        var byDefault = rule.one(DEFAULT);
        if (byDefault.isEmpty()) {
            return new BucketEncryption(
                    current.algorithm(),
                    current.keyId(),
                    bucketKey.orElse(current.bucketKeyEnabled()),
                    blocked,
                    current.configured());
        }
        return byDefault(byDefault.get(), bucketKey, blocked);
    }

    private static BucketEncryption byDefault(XmlElement element, Optional<Boolean> bucketKey, boolean blocked) {
        element.only("SSEAlgorithm", "KMSMasterKeyID");
        var algorithm = element.text("SSEAlgorithm").flatMap(Algorithm::named).orElseThrow(MalformedXmlException::new);
        var keyId = element.text("KMSMasterKeyID");
        if (keyId.isPresent() && algorithm == Algorithm.AES256) {
            throw S3Error.INVALID_ARGUMENT
                    .saying("a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or"
                            + " aws:kms:dsse")
                    .with("ArgumentName", DEFAULT);
        }
        if (keyId.filter(id -> id.isEmpty() || id.length() > 2048).isPresent()) {
            throw new MalformedXmlException();
        }
        return new BucketEncryption(algorithm, keyId.orElse(""), bucketKey.orElse(false), blocked, true);
    }

    /// `SSE-C` blocks, `NONE` unblocks; anything else, and both at once, is not of the schema.
    private static boolean isBlocking(XmlElement types) {
        var named = types.only("EncryptionType").all("EncryptionType").stream()
                .map(XmlElement::text)
                .toList();
        if (named.equals(List.of("SSE-C"))) {
            return true;
        }
        if (named.equals(List.of("NONE"))) {
            return false;
        }
        throw new MalformedXmlException();
    }

    static byte[] write(BucketEncryption encryption) {
        var xml = XmlWriter.document(ROOT)
                .begin("Rule")
                .begin(DEFAULT)
                .element("SSEAlgorithm", encryption.algorithm().wireName());
        if (!encryption.keyId().isEmpty()) {
            xml.element("KMSMasterKeyID", encryption.keyId());
        }
        xml.end().element("BucketKeyEnabled", encryption.bucketKeyEnabled());
        xml.begin(BLOCKED)
                .element("EncryptionType", encryption.customerKeysBlocked() ? "SSE-C" : "NONE")
                .end();
        return xml.toBytes();
    }
}
