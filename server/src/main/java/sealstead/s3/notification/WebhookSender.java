package sealstead.s3.notification;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Posts events to a webhook ([SignedWebhook]).
final class WebhookSender implements WebhookDelivery.Sender {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final String name;
    private final URI url;
    private final HttpClient http;
    private final WebhookSigner signer;
    private final Clock clock;

    WebhookSender(String name, URI url, HttpClient http, WebhookSigner signer, Clock clock) {
        this.name = name;
        this.url = url;
        this.http = http;
        this.signer = signer;
        this.clock = clock;
    }

    @Override
    public boolean send(EventQueue.Waiting event) throws IOException, InterruptedException {
        var request = SignedWebhook.post(name, url, event.id(), clock.instant(), event.document(), signer, PATIENCE);
        try {
            int status = SignedWebhook.send(http, request, MAX_ANSWER_BYTES, PATIENCE)
                    .statusCode();
            if (status / 100 != 2) {
                LOG.warn("webhook {} answered {}", name, status);
            }
            return status / 100 == 2;
        } catch (ConnectException | HttpConnectTimeoutException nobody) {
            throw nobody;
        } catch (IOException failed) {
            // Somebody was there: what he could not stomach may be this one event.
            LOG.warn("webhook {} did not answer: {}", name, failed.toString());
            return false;
        }
    }
}
