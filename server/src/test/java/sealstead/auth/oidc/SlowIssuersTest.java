package sealstead.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Issuers are the tenants': one that accepts connections and says nothing is its own tenant's trouble.
@SuppressWarnings("NullAway.Init")
final class SlowIssuersTest {
    private static final int SLOW = 8;
    private static final int BINS = 1024;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-29T00:00:00Z"));
    private final AtomicInteger asked = new AtomicInteger();
    private final List<String> slow = new ArrayList<>();
    private ServerSocket silent;
    private HttpServer good;
    private String goodUrl;
    private Issuers issuers;

    @BeforeEach
    void start() throws Exception {
        silent = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        good = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        goodUrl = "http://127.0.0.1:" + good.getAddress().getPort();
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var key = (RSAPublicKey) generator.generateKeyPair().getPublic();
        serve(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"" + goodUrl + "\",\"jwks_uri\":\"" + goodUrl + "/keys\"}");
        serve(
                "/keys",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"n\":\"" + encoded(key.getModulus()) + "\",\"e\":\""
                        + encoded(key.getPublicExponent()) + "\"}]}");
        good.start();
        var trusted = new ArrayList<String>();
        trusted.add(goodUrl);
        for (int number = 0; slow.size() < SLOW; number++) {
            var url = "http://127.0.0.1:" + silent.getLocalPort() + "/" + number;
            if (bin(url) == bin(goodUrl)) {
                slow.add(url);
            }
        }
        trusted.addAll(slow);
        issuers = new Issuers(trusted, new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        silent.close();
        good.stop(0);
    }

    /// Where a map of the JDK has an issuer: what computes one value there holds up all others of its place.
    private static int bin(String url) {
        int hash = new Issuers.Issuer(url, true).hashCode();
        return (hash ^ (hash >>> 16)) & (BINS - 1);
    }

    private static String encoded(BigInteger number) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(number.toByteArray());
    }

    private void serve(String path, String document) {
        good.createContext(path, exchange -> {
            asked.incrementAndGet();
            var body = document.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private boolean isKnown(String url, String key) throws InvalidTokenException {
        return issuers.key(issuers.registered(url.substring("http://".length())), key)
                .isPresent();
    }

    @Test
    void an_issuer_that_says_nothing_holds_up_nobody_elses_tokens() throws Exception {
        var waiting = new ArrayList<Thread>();
        for (var url : slow) {
            waiting.add(Thread.ofVirtual().start(() -> {
                try {
                    isKnown(url, "k");
                } catch (InvalidTokenException expected) {
                    // nothing came
                }
            }));
        }
        // Those that ask at all; where one waits for another, fewer do.
        silent.setSoTimeout(500);
        try {
            for (int i = 0; i < SLOW; i++) {
                silent.accept();
            }
        } catch (java.net.SocketTimeoutException noMore) {
            // enough wait
        }
        assertThat(isKnown(goodUrl, "k")).isTrue();
        assertThat(waiting).as("the silent issuers are still waited for").allMatch(Thread::isAlive);
        for (var thread : waiting) {
            thread.join();
        }
    }

    @Test
    void who_does_not_answer_is_not_asked_again_at_once() throws Exception {
        good.removeContext("/keys");
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> isKnown(goodUrl, "k")).isInstanceOf(InvalidTokenException.class);
        }
        assertThat(asked).hasValue(1);
        now.set(now.get().plus(Duration.ofSeconds(61)));
        assertThatThrownBy(() -> isKnown(goodUrl, "k")).isInstanceOf(InvalidTokenException.class);
        now.set(now.get().plus(Duration.ofSeconds(61)));
        assertThatThrownBy(() -> isKnown(goodUrl, "k")).isInstanceOf(InvalidTokenException.class);
        assertThat(asked).as("the second pause is longer").hasValue(2);
    }

    /// Whoever sends tokens with made-up keys while an issuer is away does not take its real ones from others.
    @Test
    void an_unknown_key_of_an_issuer_that_is_away_costs_no_known_one() throws Exception {
        assertThat(isKnown(goodUrl, "k")).isTrue();
        assertThat(isKnown(goodUrl, "made up")).isFalse();
        assertThat(asked).hasValue(2);
        good.stop(0);
        now.set(now.get().plus(Duration.ofMinutes(2)));
        assertThatThrownBy(() -> isKnown(goodUrl, "made up")).isInstanceOf(InvalidTokenException.class);
        assertThat(isKnown(goodUrl, "k")).isTrue();
        assertThat(isKnown(goodUrl, "made up")).isFalse();
    }
}
