package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.server.Setting;

/// What the console's files come with, and who else's pages can ask the server for anything.
@SuppressWarnings("NullAway.Init")
final class ConsoleDoorTest {
    private static final String CONSOLE = "/_sealstead/console/";
    private static final Pattern SCRIPT = Pattern.compile("src=\"([0-9a-f]{16}/app\\.js)\"");

    @Server
    private static LocalServer server;

    @Server(@Server.With(setting = Setting.CONSOLE_LISTEN, value = "127.0.0.1:0"))
    private static LocalServer apart;

    private static URI own;

    @BeforeAll
    static void start() {
        own = URI.create(apart.server().consoleAddress().orElseThrow().replace(CONSOLE, ""));
    }

    private static Raw.Reply get(String path) throws IOException {
        return Raw.request(server.endpoint(), "GET", path).send();
    }

    private static void assertSealed(Raw.Reply reply) {
        assertThat(reply.header("content-security-policy"))
                .contains("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
                        + " connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'");
        assertThat(reply.header("x-content-type-options")).contains("nosniff");
        assertThat(reply.header("referrer-policy")).contains("no-referrer");
        assertThat(reply.header("cross-origin-opener-policy")).contains("same-origin");
        assertThat(reply.header("access-control-allow-origin")).isEmpty();
    }

    private static String script() throws IOException {
        var page = get(CONSOLE);
        assertThat(page.status()).isEqualTo(200);
        var script = SCRIPT.matcher(page.body());
        assertThat(script.find()).isTrue();
        return CONSOLE + script.group(1);
    }

    @Test
    void the_first_page_is_asked_for_each_time_and_the_rest_is_kept_for_good() throws IOException {
        var page = get(CONSOLE);
        assertSealed(page);
        assertThat(page.header("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.header("cache-control")).contains("no-store");
        assertThat(page.body())
                .contains("data-region=\"us-east-1\"")
                .doesNotContain("@")
                .doesNotContain("http:");
        var script = get(script());
        assertSealed(script);
        assertThat(script.header("content-type")).contains("text/javascript; charset=utf-8");
        assertThat(script.header("cache-control")).contains("public, max-age=31536000, immutable");
        assertThat(get("/_sealstead/console").header("location")).contains(CONSOLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.js",
                "0000000000000000/app.js",
                "index.html",
                "../admin/coverage",
                "%2e%2e/x",
                "//x",
                "@version@/app.js"
            })
    void nothing_else_is_there(String path) throws IOException {
        var reply = get(CONSOLE + path);
        assertThat(reply.status()).isEqualTo(404);
        assertSealed(reply);
    }

    @Test
    void it_is_only_read_and_only_by_our_names() throws IOException {
        var posted = Raw.request(server.endpoint(), "POST", CONSOLE).send();
        assertThat(posted.status()).isEqualTo(405);
        assertThat(posted.header("allow")).contains("GET, HEAD");
        var rebound = Raw.request(server.endpoint(), "GET", CONSOLE)
                .header("host", "evil.example:" + server.endpoint().getPort())
                .send();
        assertThat(rebound.status()).isEqualTo(421);
        assertThat(rebound.body()).doesNotContain("<script");
        var bucket = Raw.request(server.endpoint(), "GET", CONSOLE)
                .header("host", "bucket.localhost:" + server.endpoint().getPort())
                .send();
        assertThat(bucket.body()).doesNotContain("<script").contains("<Error>");
    }

    @Test
    void only_pages_of_the_same_origin_have_administration_asked() throws IOException {
        int port = server.endpoint().getPort();
        for (var origin : new String[] {
            "http://evil.example",
            "http://127.0.0.1",
            "http://127.0.0.1:" + (port + 1),
            "http://localhost:" + port,
            "null"
        }) {
            assertThat(asked(origin).status()).as(origin).isEqualTo(421);
        }
        assertThat(asked("http://127.0.0.1:" + port).status()).isEqualTo(200);
        var rebound = Raw.request(server.endpoint(), "GET", "/_sealstead/admin/coverage")
                .header("host", "evil.example:" + port)
                .header("origin", "http://evil.example:" + port)
                .service("sealstead")
                .sign()
                .send();
        assertThat(rebound.status()).isEqualTo(421);
    }

    private static Raw.Reply asked(String origin) throws IOException {
        return Raw.request(server.endpoint(), "GET", "/_sealstead/admin/coverage")
                .header("origin", origin)
                .service("sealstead")
                .sign()
                .send();
    }

    /// Else a page of anybody's could ask with credentials that its user typed there, or read what comes.
    @Test
    void no_door_of_the_consoles_says_that_another_origin_may_read() throws IOException {
        for (var path : new String[] {CONSOLE, "/_sealstead/admin/coverage", "/", "/?Action=GetCallerIdentity"}) {
            for (var method : new String[] {"GET", "OPTIONS", "POST"}) {
                var reply = Raw.request(server.endpoint(), method, path)
                        .header("origin", "http://evil.example")
                        .header("access-control-request-method", "GET")
                        .header("access-control-request-headers", "authorization")
                        .send();
                assertThat(reply.header("access-control-allow-origin"))
                        .as(method + " " + path)
                        .isEmpty();
            }
        }
    }

    @Test
    void it_can_be_left_out() throws IOException {
        try (var without = new LocalServer(Map.of(Setting.CONSOLE, "off"))) {
            var reply = Raw.request(without.endpoint(), "GET", CONSOLE).send();
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.body()).doesNotContain("<");
            assertThat(without.server().consoleAddress()).isEmpty();
        }
    }

    @Test
    void at_an_address_of_its_own_nothing_stored_is_opened_as_a_page() throws IOException {
        assertThat(Raw.request(apart.endpoint(), "GET", CONSOLE).send().status())
                .isEqualTo(403);
        var page = Raw.request(own, "GET", CONSOLE).send();
        assertThat(page.status()).isEqualTo(200);
        assertSealed(page);
        assertThat(page.body()).contains("data-links=\"off\"");
        try (var s3 = apart.s3()) {
            s3.createBucket(b -> b.bucket("pages"));
            s3.putObject(
                    b -> b.bucket("pages").key("page.html").contentType("text/html"),
                    software.amazon.awssdk.core.sync.RequestBody.fromString("<p>stored"));
        }
        assertThat(Raw.request(own, "GET", "/pages/page.html").sign().send().body())
                .isEqualTo("<p>stored");
        var port = own.getPort();
        for (var refused : new Raw[] {
            Raw.request(own, "GET", "/pages/page.html"),
            Raw.request(own, "GET", "/pages/page.html").presign(60),
            Raw.request(own, "GET", "/"),
            Raw.request(own, "GET", "/_sealstead/health/live"),
            Raw.request(own, "POST", "/pages"),
            Raw.request(own, "GET", "/page.html")
                    .header("host", "pages.localhost:" + port)
                    .sign(),
            Raw.request(own, "GET", "/page.html").header("host", "pages.s3-website.localhost:" + port)
        }) {
            var reply = refused.send();
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.header("content-type")).contains("text/plain; charset=utf-8");
            assertThat(reply.body()).startsWith("This port is for the console");
        }
    }
}
