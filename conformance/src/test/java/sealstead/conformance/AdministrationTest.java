package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// CVE-2020-11012, CVE-2021-39236, CVE-2024-45106: administration and secrets were open to those who did not prove
/// anything, or proved to be somebody else.
@SuppressWarnings("NullAway.Init")
final class AdministrationTest {
    @Server
    private static LocalServer server;

    /// What opened every page for ever once.
    private static String permanent;

    private static String token;

    @BeforeAll
    static void start() throws IOException {
        try (var secret = server.server().rootKey().derive("admin-token")) {
            permanent = java.util.HexFormat.of().formatHex(secret.exposeBytes());
        }
        token = Administration.token(server, "PT1H").path("token").asText();
        new People(server).account("444455556666");
    }

    private static Raw.Reply ask(String page, String authorization) throws IOException {
        var parts = page.split(" ", -1);
        var raw = Raw.request(server.endpoint(), parts[0], "/_sealstead/" + parts[1]);
        return authorization.isEmpty()
                ? raw.send()
                : raw.header("authorization", authorization).send();
    }

    private static String accounts() throws IOException {
        return Administration.ask(server, "GET admin/accounts").document().toString()
                + Administration.ask(server, "GET admin/service-control?account=444455556666")
                        .document();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET admin/kms/ledger",
                "GET admin/kms/health",
                "GET admin/tokens",
                "POST admin/tokens?expires=PT1H",
                "DELETE admin/tokens?id=0",
                "GET admin/counters",
                "GET admin/credentials",
                "POST admin/garbage/collect",
                "GET admin/accounts",
                "POST admin/accounts?id=555566667777",
                "GET admin/service-control?account=444455556666",
                "PUT admin/service-control?account=444455556666&level=0&name=n",
                "DELETE admin/service-control?account=444455556666&level=0&name=n",
                "GET admin/explain?request=0",
                "GET admin/audit/verify",
                "GET admin/webhooks/secret?name=x",
                "GET admin/metrics/requests?bucket=x"
            })
    void no_page_is_open_to_who_does_not_hold_the_root_key(String page) throws IOException {
        var before = accounts();
        for (var authorization : List.of(
                "",
                "Bearer",
                "Bearer ",
                "Bearer null",
                "Bearer " + "0".repeat(64),
                "Bearer " + token.substring(1),
                "Bearer " + token + "0",
                "Bearer " + token.toUpperCase(java.util.Locale.ROOT),
                "Bearer " + permanent,
                "Bearer " + token.substring(0, token.length() - 64) + "0".repeat(64),
                "bearer " + token + " ",
                "Basic " + token,
                token,
                "Bearer rustfs rpc")) {
            var refused = ask(page, authorization);
            assertThat(refused.status()).as(authorization).isEqualTo(403);
            assertThat(refused.body()).doesNotContain(LocalServer.SECRET).doesNotContain("444455556666");
        }
        var parts = page.split(" ", -1);
        var signed = Raw.request(server.endpoint(), parts[0], "/_sealstead/" + parts[1])
                .sign()
                .send();
        assertThat(signed.status()).as("the root user's signature").isEqualTo(403);
        assertThat(accounts()).isEqualTo(before);
        // It is there: who holds the root key gets something else than forbidden or unknown; a token only what is
        // read.
        if (!page.startsWith("POST admin/accounts")) {
            assertThat(Administration.ask(server, page).status()).isIn(200, 400);
        }
        boolean secret = page.endsWith("credentials") || page.endsWith("tokens") || page.contains("/secret");
        assertThat(ask(page, "Bearer " + token).status())
                .isIn(page.startsWith("GET ") && !secret ? List.of(200, 400) : List.of(403));
    }

    @Test
    void a_token_ends_by_itself_and_when_it_is_revoked() throws IOException {
        var shortLived = Administration.token(server, "PT1M");
        var revoked = Administration.token(server, "P90D");
        for (var each : List.of(shortLived, revoked)) {
            assertThat(ask("GET admin/counters", "Bearer " + each.path("token").asText())
                            .status())
                    .isEqualTo(200);
        }
        var list = Administration.ask(server, "GET admin/tokens").document().toString();
        assertThat(list)
                .contains(revoked.path("id").asText())
                .doesNotContain(revoked.path("token").asText());
        assertThat(Administration.ask(
                                server,
                                "DELETE admin/tokens?id=" + revoked.path("id").asText())
                        .status())
                .isEqualTo(200);
        assertThat(ask("GET admin/counters", "Bearer " + revoked.path("token").asText())
                        .status())
                .isEqualTo(403);
        server.clock().move(java.time.Duration.ofSeconds(61));
        assertThat(ask(
                                "GET admin/counters",
                                "Bearer " + shortLived.path("token").asText())
                        .status())
                .isEqualTo(403);
        for (var lifetime : List.of("PT1S", "P91D", "-PT1H", "for-ever", "")) {
            assertThat(Administration.ask(server, "POST admin/tokens?expires=" + lifetime)
                            .status())
                    .as(lifetime)
                    .isEqualTo(400);
        }
    }

    /// A page of somebody's can have its own name lead here, but not its browser say another name than that.
    @Test
    void administration_is_not_asked_by_a_name_that_is_not_ours() throws IOException {
        var port = server.endpoint().getPort();
        for (var host : List.of(
                "evil.example:" + port, "evil.example", "127.0.0.1.evil.example:" + port, "localhost.evil.example")) {
            var reply = Raw.request(server.endpoint(), "GET", "/_sealstead/admin/counters")
                    .header("host", host)
                    .header("authorization", "Bearer " + token)
                    .send();
            assertThat(reply.status()).as(host).isEqualTo(421);
            assertThat(Raw.request(server.endpoint(), "POST", "/_sealstead/admin/hello")
                            .header("host", host)
                            .body("{\"client\":\"" + "0".repeat(64) + "\"}")
                            .send()
                            .status())
                    .as(host)
                    .isEqualTo(421);
        }
        for (var host : List.of("localhost:" + port, "LOCALHOST", "127.0.0.1:" + port, "[::1]:" + port, "10.1.2.3")) {
            assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/admin/counters")
                            .header("host", host)
                            .header("authorization", "Bearer " + token)
                            .send()
                            .status())
                    .as(host)
                    .isEqualTo(200);
        }
        assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/admin/counters")
                        .header("origin", "http://evil.example")
                        .header("authorization", "Bearer " + token)
                        .send()
                        .status())
                .isEqualTo(421);
        assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/health/live")
                        .header("host", "a-load-balancer.example")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void strangers_make_no_kms_call_by_asking_for_its_health() throws IOException {
        Raw.request(server.endpoint(), "GET", "/_sealstead/health/kms").send();
        var before = server.ledger().rows();
        for (int i = 0; i < 20; i++) {
            assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/health/kms")
                            .send()
                            .status())
                    .isEqualTo(200);
        }
        assertThat(server.ledger().rows()).isEqualTo(before);
        assertThat(Administration.ask(server, "GET admin/kms/health")
                        .document()
                        .path("mismatch")
                        .asBoolean())
                .isTrue();
        assertThat(server.ledger().rows()).isNotEqualTo(before);
    }

    @Test
    void a_page_that_is_not_there_tells_nothing() throws IOException {
        for (var page : List.of(
                "GET admin/",
                "GET admin/../admin/credentials",
                "GET admin/credentials/",
                "PUT admin/credentials",
                "GET admin//credentials",
                "GET admin%2Fcredentials")) {
            assertThat(ask(page, "").status()).as(page).isIn(400, 403, 404);
            assertThat(ask(page, "").body()).doesNotContain(LocalServer.SECRET);
        }
    }
}
