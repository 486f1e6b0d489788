package sealstead.encryption;

import sealstead.wire.Request;

/// Whether a connection may carry SSE-C keys and KMS-protected objects: TLS, or loopback, or by configuration.
///
/// @param plainAllowed whether configuration allows plain HTTP beyond loopback
public record Transport(boolean plainAllowed) {
    private boolean isFit(Request.Peer peer) {
        return peer.secure() || peer.loopback() || plainAllowed;
    }

    void checkForCustomerKey(Request.Peer peer) {
        if (!isFit(peer)) {
            throw EncryptionError.CUSTOMER_KEY_INSECURE.refusal();
        }
    }

    void checkForKms(Request.Peer peer) {
        if (!isFit(peer)) {
            throw EncryptionError.KMS_INSECURE.refusal();
        }
    }
}
