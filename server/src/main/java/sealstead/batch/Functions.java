package sealstead.batch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import sealstead.s3.notification.SignedWebhook;
import sealstead.s3.notification.WebhookSigner;
import sealstead.store.Bytes;

/// The functions that LambdaInvoke can call: addresses by their names, from the configuration. A name with an account
/// and a slash before it is that account's alone. Calls are signed as those of webhooks are.
public final class Functions implements AutoCloseable {
    private static final int MAX_ANSWER_BYTES = 256 * 1024;

    private final Map<String, URI> byName;
    private final WebhookSigner signer;
    private final Clock clock;
    private final Duration patience;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /// @param patience until an answer is there as a whole
    public Functions(Map<String, URI> byName, WebhookSigner signer, Clock clock, Duration patience) {
        this.byName = Map.copyOf(byName);
        this.signer = signer;
        this.clock = clock;
        this.patience = patience;
    }

    record Answer(int status, Bytes body) {}

    boolean has(String account, String name) {
        return byName.containsKey(named(account, name));
    }

    private String named(String account, String name) {
        var own = account + "/" + name;
        return byName.containsKey(own) ? own : name;
    }

    /// Calls a function; one that is not there answers 404, one that cannot be reached 503, a silent one 504.
    Answer call(String account, String name, String id, byte[] body) throws InterruptedException {
        var key = named(account, name);
        var url = byName.get(key);
        if (url == null) {
            return new Answer(404, Bytes.EMPTY);
        }
        var request = SignedWebhook.post(key, url, id, clock.instant(), Bytes.wrap(body), signer, patience);
        try {
            var response = SignedWebhook.send(http, request, MAX_ANSWER_BYTES, patience);
            return new Answer(response.statusCode(), Bytes.wrap(response.body()));
        } catch (HttpConnectTimeoutException nobody) {
            return new Answer(503, Bytes.EMPTY);
        } catch (HttpTimeoutException silent) {
            return new Answer(504, Bytes.EMPTY);
        } catch (IOException nobody) {
            return new Answer(503, Bytes.EMPTY);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
