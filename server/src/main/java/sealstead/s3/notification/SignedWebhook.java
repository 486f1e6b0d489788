package sealstead.s3.notification;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /// Sends a request and takes its whole answer. The request's own limit ends with the headers of the answer;
    /// this one holds for its body too.
    ///
    /// @throws HttpTimeoutException if the answer is not whole by then
    public static HttpResponse<byte[]> send(HttpClient http, HttpRequest request, int maxAnswerBytes, Duration patience)
            throws IOException, InterruptedException {
        var answer = http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), maxAnswerBytes));
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException silent) {
            throw new HttpTimeoutException("the answer did not end");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException broken ? broken : new IOException(failed.getCause());
        } finally {
            answer.cancel(true);
        }
    }
}
