package sealstead.s3.notification;

/// Signs what goes to a webhook, under a key of that webhook's own that whoever receives there knows.
@FunctionalInterface
public interface WebhookSigner {
    /// @return in base64
    String sign(String webhook, String text);
}
