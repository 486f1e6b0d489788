package sealstead.s3.content;

import java.util.Optional;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.Envelope;
import sealstead.encryption.Protection;
import sealstead.wire.Reply;

/// What replies say of an object's encryption: the key always as an ARN, the bucket-key flag only when true, the
/// context never on reads, and for SSE-C the algorithm and the key's MD5 instead.
public final class EncryptionReply {
    private static final String PREFIX = "x-amz-server-side-encryption";

    private EncryptionReply() {}

    /// The key that the customer sent with a write, if it was one of SSE-C.
    public static Optional<CustomerKey> customerKey(Protection protection) {
        return protection instanceof Protection.SseC(var key) ? Optional.of(key) : Optional.empty();
    }

    public static void addTo(Reply reply, Envelope envelope, Optional<CustomerKey> customer) {
        switch (envelope.scheme()) {
            case SSE_S3 -> reply.with(PREFIX, "AES256");
            case SSE_KMS -> addKms(reply, envelope, "aws:kms");
            case DSSE_KMS -> addKms(reply, envelope, "aws:kms:dsse");
            case SSE_C -> {
                reply.with(CustomerKey.ALGORITHM, "AES256");
                customer.ifPresent(key -> reply.with("x-amz-server-side-encryption-customer-key-MD5", key.md5()));
            }
        }
    }

    private static void addKms(Reply reply, Envelope envelope, String algorithm) {
        reply.with(PREFIX, algorithm);
        envelope.kms().ifPresent(kms -> {
            reply.with(PREFIX + "-aws-kms-key-id", kms.keyArn());
            if (kms.isBucketKey()) {
                reply.with(PREFIX + "-bucket-key-enabled", "true");
            }
        });
    }
}
