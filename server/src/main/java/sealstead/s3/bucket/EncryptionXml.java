package sealstead.s3.bucket;

import java.util.List;
import java.util.Optional;
import sealstead.encryption.Algorithm;
import sealstead.encryption.BucketEncryption;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlWriter;

/// `ServerSideEncryptionConfiguration`, read and written as PutBucketEncryption and GetBucketEncryption have it.
public final class EncryptionXml {
    private static final String ROOT = "ServerSideEncryptionConfiguration";
    private static final String DEFAULT = "ApplyServerSideEncryptionByDefault";
    private static final String BLOCKED = "BlockedEncryptionTypes";

    private EncryptionXml() {}

    /// What a document asks for.
    ///
    /// @param byDefault absent if the rule has none
    /// @param blocked whether customer keys are blocked; absent if the rule does not say
    public record Asked(Optional<Default> byDefault, Optional<Boolean> bucketKey, Optional<Boolean> blocked) {
        /// What it makes of `current`: what it does not mention of the block stays, and a rule without a default keeps
        /// the algorithm.
        public BucketEncryption over(BucketEncryption current) {
            boolean customerKeysBlocked = blocked.orElse(current.customerKeysBlocked());
            return byDefault
                    .map(asked -> new BucketEncryption(
                            asked.algorithm(), asked.keyId(), bucketKey.orElse(false), customerKeysBlocked, true))
                    .orElseGet(() -> new BucketEncryption(
                            current.algorithm(),
                            current.keyId(),
                            bucketKey.orElse(current.bucketKeyEnabled()),
                            customerKeysBlocked,
                            current.configured()));
        }
    }

    /// @param keyId empty if none is named
    record Default(Algorithm algorithm, String keyId) {}

    public static Asked read(RequestDocument document) {
        var rule = rule(document);
        var bucketKey = rule.one("BucketKeyEnabled").map(XmlElement::isTrue);
        var blocked = rule.one(BLOCKED).map(EncryptionXml::isBlocking);
        return new Asked(rule.one(DEFAULT).map(EncryptionXml::byDefault), bucketKey, blocked);
    }

    /// What the document asks of a directory bucket.
    ///
    /// @param keyId empty if none is named
    public record ForDirectory(Algorithm algorithm, String keyId, Optional<Boolean> bucketKey) {}

    public static ForDirectory readForDirectory(RequestDocument document) {
        var rule = rule(document);
        if (rule.one(BLOCKED).isPresent()) {
            throw S3Error.INVALID_REQUEST.saying("BlockedEncryptionTypes is not supported for directory buckets.");
        }
        var bucketKey = rule.one("BucketKeyEnabled").map(XmlElement::isTrue);
        var byDefault = byDefault(rule.one(DEFAULT).orElseThrow(MalformedXmlException::new));
        return new ForDirectory(byDefault.algorithm(), byDefault.keyId(), bucketKey);
    }

    private static XmlElement rule(RequestDocument document) {
        var rules = document.root().only("Rule").all("Rule");
        if (rules.size() != 1) {
            throw new MalformedXmlException();
        }
        var rule = rules.getFirst().only(DEFAULT, "BucketKeyEnabled", BLOCKED);
        if (rule.children().isEmpty()) {
            throw new MalformedXmlException();
        }
        return rule;
    }

    private static Default byDefault(XmlElement element) {
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
        return new Default(algorithm, keyId.orElse(""));
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
    public static byte[] write(BucketEncryption encryption, boolean directory) {
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
