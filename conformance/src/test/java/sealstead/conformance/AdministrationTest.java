package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.admin.AdminDoor;

/// CVE-2020-11012, CVE-2021-39236, CVE-2024-45106: administration and secrets were open to those who did not prove
/// anything, or proved to be somebody else.
@SuppressWarnings("NullAway.Init")
final class AdministrationTest {
    private static LocalServer server;
    private static String token;

    @BeforeAll
    static void start() throws IOException {
        server = new LocalServer();
        token = AdminDoor.token(server.server().rootKey());
        new People(server).account("444455556666");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static Raw.Reply ask(String page, String authorization) throws IOException {
        var parts = page.split(" ", -1);
        var raw = Raw.request(server.endpoint(), parts[0], "/_sealstead/" + parts[1]);
        return authorization.isEmpty()
                ? raw.send()
                : raw.header("authorization", authorization).send();
    }

    private static String accounts() throws IOException {
        return ask("GET admin/accounts", "Bearer " + token).body()
                + ask("GET admin/service-control?account=444455556666", "Bearer " + token)
                        .body();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET admin/kms/ledger",
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
        // It is there: with the token it is something else than forbidden or unknown.
        if (!page.startsWith("POST admin/accounts")) {
            assertThat(ask(page, "Bearer " + token).status()).isIn(200, 400);
        }
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
