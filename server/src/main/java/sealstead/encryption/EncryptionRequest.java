package sealstead.encryption;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sealstead.wire.Clipped;
import sealstead.wire.Headers;
import sealstead.wire.Request;

/// What a write asks for in its `x-amz-server-side-encryption*` headers. A header of that family that is
/// not known is refused, never ignored.
public sealed interface EncryptionRequest {
    String PREFIX = "x-amz-server-side-encryption";
    String KEY_ID = "x-amz-server-side-encryption-aws-kms-key-id";
    String CONTEXT = "x-amz-server-side-encryption-context";
    String BUCKET_KEY = "x-amz-server-side-encryption-bucket-key-enabled";
    Set<String> KMS_HEADERS = Set.of(PREFIX, KEY_ID, CONTEXT, BUCKET_KEY);
    Set<String> CUSTOMER_HEADERS = Set.of(CustomerKey.ALGORITHM, CustomerKey.KEY, CustomerKey.KEY_MD5);

    /// No algorithm was named: the bucket's default holds.
    ///
    /// @param bucketKey what the request says of bucket keys, if anything
    record Default(Optional<Boolean> bucketKey) implements EncryptionRequest {}

    record S3() implements EncryptionRequest {}

    /// @param keyId empty if none was named: then `aws/s3`
    record Kms(String keyId, Optional<Boolean> bucketKey, Map<String, String> context, boolean dualLayer)
            implements EncryptionRequest {}

    record Customer(CustomerKey key) implements EncryptionRequest {}

    /// Which headers of the family an operation takes.
    enum Allowed {
        NONE,
        CUSTOMER_KEY,
        ALL
    }

    /// Refuses headers of the family that the operation does not take.
    static void checkNames(Headers headers, Allowed allowed) {
        headers.forEach((name, value) -> {
            if (!name.startsWith(PREFIX)) {
                return;
            }
            boolean known = switch (allowed) {
                case NONE -> false;
                case CUSTOMER_KEY -> CUSTOMER_HEADERS.contains(name);
                case ALL -> CUSTOMER_HEADERS.contains(name) || KMS_HEADERS.contains(name);
            };
            if (!known) {
                throw EncryptionError.HEADER_NOT_SUPPORTED.about(
                        Clipped.of(name), CustomerKey.isSecret(name) ? "null" : Clipped.of(value));
            }
        });
    }

    /// Reads what a write asks for.
    ///
    /// @param arn the value that S3 itself gives to the context pair `aws:s3:arn` of this object
    static EncryptionRequest read(Headers headers, String arn, Request.Peer peer, Transport transport) {
        var algorithm = headers.first(PREFIX);
        if (CUSTOMER_HEADERS.stream().anyMatch(headers::has)) {
            if (algorithm.isPresent()) {
                throw EncryptionError.SSE_WITH_CUSTOMER_KEY.about(PREFIX, Clipped.of(algorithm.get()));
            }
            refuse(headers, KEY_ID, EncryptionError.SSE_WITH_CUSTOMER_KEY);
            refuse(headers, CONTEXT, EncryptionError.SSE_WITH_CUSTOMER_KEY);
            refuse(headers, BUCKET_KEY, EncryptionError.SSE_WITH_CUSTOMER_KEY);
            transport.checkForCustomerKey(peer);
            return new Customer(CustomerKey.read(headers).orElseThrow());
        }
        var bucketKey = headers.first(BUCKET_KEY).map(EncryptionRequest::bucketKey);
        if (algorithm.isEmpty()) {
            refuse(headers, KEY_ID, EncryptionError.KEY_WITHOUT_KMS);
            refuse(headers, CONTEXT, EncryptionError.KEY_WITHOUT_KMS);
            return new Default(bucketKey);
        }
        var named = Algorithm.named(algorithm.get())
                .orElseThrow(() -> EncryptionError.METHOD_NOT_SUPPORTED.about(PREFIX, Clipped.of(algorithm.get())));
        return switch (named) {
            case AES256 -> {
                refuse(headers, KEY_ID, EncryptionError.KEY_WITHOUT_KMS);
                refuse(headers, CONTEXT, EncryptionError.KEY_WITHOUT_KMS);
                yield new S3();
            }
            case AWS_KMS -> kms(headers, arn, bucketKey, false);
            case AWS_KMS_DSSE -> {
                if (bucketKey.equals(Optional.of(true))) {
                    throw EncryptionError.BUCKET_KEY_WITH_DSSE.about(BUCKET_KEY, "true");
                }
                yield kms(headers, arn, bucketKey, true);
            }
        };
    }

    private static Kms kms(Headers headers, String arn, Optional<Boolean> bucketKey, boolean dualLayer) {
        var keyId = headers.first(KEY_ID);
        if (keyId.isPresent() && keyId.get().isBlank()) {
            throw EncryptionError.KEY_WITHOUT_KMS.about(KEY_ID, "");
        }
        return new Kms(keyId.orElse(""), bucketKey, context(headers, arn), dualLayer);
    }

    private static void refuse(Headers headers, String name, EncryptionError error) {
        headers.first(name).ifPresent(value -> {
            throw error.about(name, Clipped.of(value));
        });
    }

    private static boolean bucketKey(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw EncryptionError.BUCKET_KEY_MALFORMED.about(BUCKET_KEY, Clipped.of(value));
        };
    }

    private static Map<String, String> context(Headers headers, String arn) {
        var encoded = headers.first(CONTEXT);
        if (encoded.isEmpty()) {
            return Map.of();
        }
        var pairs = ContextJson.parse(encoded.get());
        var own = pairs.remove(Context.ARN_KEY);
        if (own != null && !own.equals(arn)) {
            throw EncryptionError.CONTEXT_ARN.about(CONTEXT, Clipped.of(own));
        }
        return pairs;
    }

    /// The JSON inside the context header: one flat object of strings.
    final class ContextJson {
        private static final ObjectMapper JSON = new ObjectMapper();

        private ContextJson() {}

        private static Map<String, String> parse(String encoded) {
            try {
                var bytes = Base64.getDecoder().decode(encoded);
                var text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                var tree = JSON.reader()
                        .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .with(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                        .readTree(text);
                if (!tree.isObject()) {
                    throw EncryptionError.CONTEXT_MALFORMED.about(CONTEXT, "null");
                }
                for (var value : tree) {
                    if (!value.isTextual()) {
                        throw EncryptionError.CONTEXT_MALFORMED.about(CONTEXT, "null");
                    }
                }
                return JSON.convertValue(tree, new TypeReference<java.util.TreeMap<String, String>>() {});
            } catch (IllegalArgumentException | CharacterCodingException | JsonProcessingException malformed) {
                throw EncryptionError.CONTEXT_MALFORMED.about(CONTEXT, "null");
            }
        }
    }
}
