package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.server.Config;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;

/// CVE-2025-68926, GHSA-r5qv-rc46-hv8q, -75fx-, -68cw-: secrets that were the same everywhere, or followed from a
/// default password.
@SuppressWarnings("NullAway.Init")
final class FreshSecretsTest {
    @TempDir
    private Path folder;

    private SealsteadServer fresh(String name) throws IOException {
        var settings = new EnumMap<Setting, String>(Setting.class);
        settings.put(Setting.LISTEN, "127.0.0.1:0");
        settings.put(Setting.DATA, folder.resolve(name).toString());
        return SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC());
    }

    private Set<String> secrets(SealsteadServer server, String name) throws IOException {
        var root = server.accounts().root();
        var found = new HashSet<String>();
        found.add(root.id());
        found.add(root.principal().accountId());
        found.add(new String(root.secret().exposeBytes(), StandardCharsets.UTF_8));
        found.add(server.rootKey().id());
        for (var line : Files.readAllLines(folder.resolve(name + ".root-key"))) {
            if (line.startsWith("key: ")) {
                found.add(line.substring(5));
            }
        }
        for (var purpose : List.of("records", "sse-s3", "kms", "admin-channel")) {
            try (var derived = server.rootKey().derive(purpose)) {
                found.add(new String(derived.exposeBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return found;
    }

    @Test
    void two_fresh_servers_share_no_secret_and_no_secret_is_used_twice() throws IOException {
        try (var one = fresh("one");
                var other = fresh("other")) {
            var ofOne = secrets(one, "one");
            var ofOther = secrets(other, "other");
            assertThat(ofOne).hasSize(9);
            assertThat(ofOther).hasSize(9).doesNotContainAnyElementsOf(ofOne);
        }
    }

    @Test
    void what_one_server_signed_means_nothing_to_another() throws IOException {
        try (var one = new LocalServer();
                var other = new LocalServer()) {
            var root = new People(one).owner();
            // Both servers have the same root access key; only the key that signs tokens differs.
            var caller = sealstead.iam.Caller.Principal.root(root.account(), root.accessKeyId());
            var session = one.server().sessions().ofCaller(caller, Duration.ofHours(1));
            for (var server : List.of(one, other)) {
                var reply = Raw.request(server.endpoint(), "GET", "/")
                        .header("x-amz-security-token", session.token())
                        .accessKeyId(session.key().id())
                        .secret(new String(session.key().secret().exposeBytes(), StandardCharsets.UTF_8))
                        .sign()
                        .send();
                assertThat(reply.code()).as(reply.body()).isEqualTo(server == one ? "" : "InvalidToken");
            }
            assertThatThrownBy(() ->
                            Administration.ask(other.endpoint(), one.server().rootKey(), "GET admin/credentials", ""))
                    .hasMessageContaining("does not hold this root key");
            var token = Administration.token(one, "PT1H").path("token").asText();
            assertThat(Raw.request(other.endpoint(), "GET", "/_sealstead/admin/counters")
                            .header("authorization", "Bearer " + token)
                            .send()
                            .status())
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "minioadmin, minioadmin",
        "rustfsadmin, rustfsadmin",
        "admin, admin",
        "admin, password",
        "root, root",
        "test, test",
        "accessKey1, verySecretKey1",
        "AKIAIOSFODNN7EXAMPLE, wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "sealstead, sealstead",
        "111122223333, test",
        "000000000000, test"
    })
    void a_password_that_everybody_knows_opens_nothing(String id, String secret) throws IOException {
        try (var server = new LocalServer()) {
            for (var service : List.of("s3", "kms", "iam", "sts")) {
                var reply = Raw.request(server.endpoint(), service.equals("s3") ? "GET" : "POST", "/")
                        .service(service)
                        .header("content-type", "application/x-www-form-urlencoded")
                        .body(service.equals("s3") ? "" : "Action=GetUser&Version=2010-05-08")
                        .accessKeyId(id)
                        .secret(secret)
                        .sign()
                        .send();
                assertThat(reply.status()).as(service + " " + reply.body()).isIn(400, 403);
                assertThat(reply.body())
                        .doesNotContain("<ListAllMyBucketsResult")
                        .doesNotContain("GetUserResult");
            }
        }
    }
}
