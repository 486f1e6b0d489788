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

/// `ServerSideEncryptionConfiguration`, read and written as PutBucketEncryption and GetBucketEncryption have it.
final class EncryptionXml {
    private static final String ROOT = "ServerSideEncryptionConfiguration";
    private static final String DEFAULT = "ApplyServerSideEncryptionByDefault";
    private static final String BLOCKED = "BlockedEncryptionTypes";

    private EncryptionXml() {}

    /// What the document makes of `current`: what it does not mention of the block stays, and a rule without a default
    /// keeps the algorithm.
    static BucketEncryption read(byte[] document, BucketEncryption current) {
        var rule = rule(document);
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

    /// What the document asks of a directory bucket.
    ///
    /// @param keyId empty if none is named
    record ForDirectory(Algorithm algorithm, String keyId, Optional<Boolean> bucketKey) {}

    static ForDirectory readForDirectory(byte[] document) {
        var rule = rule(document);
        if (rule.one(BLOCKED).isPresent()) {
            throw S3Error.INVALID_REQUEST.saying("BlockedEncryptionTypes is not supported for directory buckets.");
        }
        var bucketKey = rule.one("BucketKeyEnabled").map(XmlElement::isTrue);
        var byDefault = byDefault(rule.one(DEFAULT).orElseThrow(MalformedXmlException::new), bucketKey, false);
        return new ForDirectory(byDefault.algorithm(), byDefault.keyId(), bucketKey);
    }

    private static XmlElement rule(byte[] document) {
        var rules = XmlReader.read(document, ROOT).only("Rule").all("Rule");
        if (rules.size() != 1) {
            throw new MalformedXmlException();
        }
        var rule = rules.getFirst().only(DEFAULT, "BucketKeyEnabled", BLOCKED);
        if (rule.children().isEmpty()) {
            throw new MalformedXmlException();
        }
        return rule;
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

    /// @param directory whether it is a directory bucket's, which blocks nothing and always has its bucket key
    static byte[] write(BucketEncryption encryption, boolean directory) {
        var xml = XmlWriter.document(ROOT)
                .begin("Rule")
                .begin(DEFAULT)
                .element("SSEAlgorithm", encryption.algorithm().wireName());
        if (!encryption.keyId().isEmpty()) {
            xml.element("KMSMasterKeyID", encryption.keyId());
        }
        xml.end().element("BucketKeyEnabled", encryption.bucketKeyEnabled());
        if (directory) {
            return xml.toBytes();
        }
        xml.begin(BLOCKED)
                .element("EncryptionType", encryption.customerKeysBlocked() ? "SSE-C" : "NONE")
                .end();
        return xml.toBytes();
    }
}
