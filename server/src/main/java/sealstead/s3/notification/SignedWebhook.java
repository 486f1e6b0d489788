package sealstead.s3.notification;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import sealstead.store.Bytes;

/// A request as Standard Webhooks has it (standardwebhooks.com): an id that is the same for every attempt, the time of
/// this one, and a signature over both and the body, by which the receiver knows who sent it.
public final class SignedWebhook {
    private SignedWebhook() {}

    /// @param name under whose key it is signed
    /// @param patience until the answer begins
    /// @param body in JSON
    public static HttpRequest post(
            String name, URI url, String id, Instant time, Bytes body, WebhookSigner signer, Duration patience) {
        var seconds = Long.toString(time.getEpochSecond());
        return HttpRequest.newBuilder(url)
                .timeout(patience)
                .header("content-type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", seconds)
                .header("webhook-signature", "v1," + signer.sign(name, id + "." + seconds + "." + body.toUtf8()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.readOnlyArray()))
                .build();
    }
}
