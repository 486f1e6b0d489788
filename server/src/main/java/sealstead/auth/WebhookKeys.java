package sealstead.auth;

import java.util.Base64;
import sealstead.crypto.SecretBytes;
import sealstead.custody.RootKey;

/// The keys of webhooks, each of its own and all of the root key, so that none has to be kept or given anywhere.
public final class WebhookKeys {
    private static final String PREFIX = "whsec_";

    private final RootKey root;

    public WebhookKeys(RootKey root) {
        this.root = root;
    }

    private SecretBytes key(String webhook) {
        return root.derive("webhook/" + webhook);
    }

    /// HMAC-SHA-256 in base64.
    public String sign(String webhook, String text) {
        try (var key = key(webhook)) {
            return Base64.getEncoder().encodeToString(Hmac.sha256(key.exposeBytes(), text));
        }
    }

    /// The key as Standard Webhooks writes it, for the receiver.
    public String secret(String webhook) {
        try (var key = key(webhook)) {
            return PREFIX + Base64.getEncoder().encodeToString(key.exposeBytes());
        }
    }
}
