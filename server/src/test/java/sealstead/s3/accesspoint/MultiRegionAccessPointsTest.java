package sealstead.s3.accesspoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.RootKey;
import sealstead.custody.SealedStore;
import sealstead.s3.object.CrashingStore;
import sealstead.store.Bytes;
import sealstead.store.Table;
import sealstead.store.local.DataFolder;
import sealstead.wire.Refusal;

/// Requests about access points whose server dies at any commit of theirs.
@SuppressWarnings("NullAway.Init")
class MultiRegionAccessPointsTest {
    private static final String ACCOUNT = "111122223333";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String POLICY =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":" + "{\"AWS\":\"" + ACCOUNT
                    + "\"},\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}]}";

    private static final Table REQUESTS = new Table("mrap-request");
    private static final Table ALIASES = Table.small("mrap-alias");

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();
    private final RootKey root = new HeldRootKey(SecretBytes.random(random, 32));
    private DataFolder data;
    private CrashingStore crashing;
    private MultiRegionAccessPoints points;

    @BeforeEach
    void open() throws IOException {
        data = DataFolder.open(folder.resolve("data"), random);
        crashing = new CrashingStore(data.records());
        points = points(NOW);
    }

    @AfterEach
    void close() throws IOException {
        data.close();
    }

    private MultiRegionAccessPoints points(Instant now) {
        return new MultiRegionAccessPoints(
                new SealedStore(data.records(), root, random), random, Clock.fixed(now, ZoneOffset.UTC));
    }

    private MultiRegionAccessPoints dying() {
        return new MultiRegionAccessPoints(
                new SealedStore(crashing, root, random), random, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static AsyncRequest request(AsyncRequest.Kind kind, String token, String name, Instant at) {
        var buckets = kind == AsyncRequest.Kind.CREATE
                ? List.of(
                        new AsyncRequest.Named("east", "", "us-east-1"),
                        new AsyncRequest.Named("west", "444455556666", "eu-west-1"))
                : List.<AsyncRequest.Named>of();
        return new AsyncRequest(
                ACCOUNT,
                token,
                kind,
                at,
                name,
                buckets,
                Optional.empty(),
                kind == AsyncRequest.Kind.PUT_POLICY ? POLICY : "",
                AsyncRequest.Status.NEW,
                "",
                "");
    }

    private static AsyncRequest request(AsyncRequest.Kind kind, String token) {
        return request(kind, token, "name", NOW);
    }

    /// Every commit of every request, lost and applied; asked about, and asked for again.
    @ParameterizedTest
    @CsvSource({
        "CREATE, 4",
        "DELETE, 5",
        "PUT_POLICY, 3",
    })
    void a_request_that_was_cut_off_is_carried_on(AsyncRequest.Kind kind, int commits) throws IOException {
        for (int at = 0; at < commits; at++) {
            for (int way = 0; way < 4; way++) {
                boolean applies = way % 2 == 0;
                boolean again = way >= 2;
                var name = "name-" + at + "-" + way;
                if (kind != AsyncRequest.Kind.CREATE) {
                    points.submit(request(AsyncRequest.Kind.CREATE, "made-" + name, name, NOW));
                }
                var wanted = request(kind, "cut-" + name, name, NOW);
                crashing.dieAfter(at, applies);
                assertThatThrownBy(() -> dying().submit(wanted)).isInstanceOf(IOException.class);
                crashing.dieAfter(Integer.MAX_VALUE, false);
                var described = points.described(ACCOUNT, wanted.arn());
                boolean accepted = at > 0 || applies;
                assertThat(described.isPresent()).as(name).isEqualTo(accepted);
                var ended = again || !accepted ? points.submit(wanted) : described.orElseThrow();
                assertThat(ended.status()).as(name).isEqualTo(AsyncRequest.Status.SUCCEEDED);
                assertThat(points.described(ACCOUNT, wanted.arn())).contains(ended);
                var found = points.find(ACCOUNT, name);
                assertThat(found.isPresent()).isEqualTo(kind != AsyncRequest.Kind.DELETE);
                if (kind == AsyncRequest.Kind.PUT_POLICY) {
                    assertThat(found.orElseThrow()
                                    .policy()
                                    .orElseThrow()
                                    .document()
                                    .text())
                            .isEqualTo(POLICY);
                }
                found.ifPresent(point -> assertThat(point.routes())
                        .containsExactly(
                                new MultiRegionAccessPoint.Target("east", "us-east-1", ACCOUNT, true),
                                new MultiRegionAccessPoint.Target("west", "eu-west-1", "444455556666", true)));
            }
        }
    }

    @Test
    void an_old_deletion_that_is_carried_on_spares_what_was_made_later() throws IOException {
        points.submit(request(AsyncRequest.Kind.CREATE, "first"));
        var deletion = request(AsyncRequest.Kind.DELETE, "deletion");
        crashing.dieAfter(1, false);
        assertThatThrownBy(() -> dying().submit(deletion)).isInstanceOf(IOException.class);
        var other = request(AsyncRequest.Kind.DELETE, "other");
        points.submit(other);
        var later = request(AsyncRequest.Kind.CREATE, "second", "name", NOW.plusSeconds(1));
        points.submit(later);
        assertThat(points.described(ACCOUNT, deletion.arn()).orElseThrow().status())
                .isEqualTo(AsyncRequest.Status.SUCCEEDED);
        assertThat(points.find(ACCOUNT, "name")).isPresent();
    }

    @Test
    void an_old_policy_that_is_carried_on_does_not_undo_a_younger_one() throws IOException {
        points.submit(request(AsyncRequest.Kind.CREATE, "first"));
        var old = request(AsyncRequest.Kind.PUT_POLICY, "old");
        crashing.dieAfter(1, false);
        assertThatThrownBy(() -> dying().submit(old)).isInstanceOf(IOException.class);
        var young = new AsyncRequest(
                ACCOUNT,
                "young",
                AsyncRequest.Kind.PUT_POLICY,
                NOW.plusSeconds(1),
                "name",
                List.of(),
                Optional.empty(),
                POLICY.replace("GetObject", "PutObject"),
                AsyncRequest.Status.NEW,
                "",
                "");
        points.submit(young);
        assertThat(points.described(ACCOUNT, old.arn())).isPresent();
        assertThat(points.find(ACCOUNT, "name")
                        .orElseThrow()
                        .policy()
                        .orElseThrow()
                        .document()
                        .text())
                .contains("PutObject");
    }

    @Test
    void aliases_are_never_given_twice_and_names_are_found_by_them() throws IOException {
        points.submit(request(AsyncRequest.Kind.CREATE, "one", "one", NOW));
        var alias = points.find(ACCOUNT, "one").orElseThrow().alias();
        assertThat(alias).matches("m[a-z0-9]{12}\\.mrap");
        assertThat(points.named(alias)).isPresent();
        assertThat(points.named("arn:aws:s3::" + ACCOUNT + ":accesspoint/" + alias))
                .isPresent();
        assertThat(points.named("arn:aws:s3::444455556666:accesspoint/" + alias))
                .isEmpty();
        assertThat(points.named("arn:aws:s3:us-east-1:" + ACCOUNT + ":accesspoint/" + alias))
                .isEmpty();
        assertThat(points.named("mnobody.mrap")).isEmpty();
        points.submit(request(AsyncRequest.Kind.DELETE, "gone", "one", NOW));
        assertThat(points.named(alias)).isEmpty();
        points.submit(request(AsyncRequest.Kind.CREATE, "two", "one", NOW));
        assertThat(points.named(alias)).as("of another one of the same name").isEmpty();
    }

    @Test
    void an_account_has_at_most_a_hundred_and_pages_show_them_all() throws IOException {
        for (int i = 0; i < 100; i++) {
            points.submit(request(AsyncRequest.Kind.CREATE, "token-" + i, "point-" + i, NOW));
        }
        assertThatThrownBy(() -> points.submit(request(AsyncRequest.Kind.CREATE, "more", "more", NOW)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refused -> assertThat(refused.code()).isEqualTo("TooManyMultiRegionAccessPoints"));
        int shown = 0;
        var after = "";
        for (var page = points.list(ACCOUNT, after, 7); ; page = points.list(ACCOUNT, after, 7)) {
            shown += page.chosen().size();
            after = page.chosen().getLast().name();
            if (!page.more()) {
                break;
            }
        }
        assertThat(shown).isEqualTo(100);
        assertThat(points.list("111122223334", "", 7).chosen()).isEmpty();
    }

    /// Whoever made it, and however far that was told.
    @ParameterizedTest
    @CsvSource({"true, 3", "false, 3", "true, 2"})
    void a_deleted_access_point_does_not_come_back(boolean applied, int commits) throws IOException {
        var made = request(AsyncRequest.Kind.CREATE, "made");
        crashing.dieAfter(commits, applied);
        assertThatThrownBy(() -> dying().submit(made)).isInstanceOf(IOException.class);
        assertThat(points.find(ACCOUNT, "name")).isPresent();
        points.submit(request(AsyncRequest.Kind.DELETE, "deleted", "name", NOW.plusSeconds(1)));
        var described = points.described(ACCOUNT, made.arn()).orElseThrow();
        assertThat(described.status().wireName()).isEqualTo("SUCCEEDED");
        assertThat(points.submit(made).arn()).isEqualTo(made.arn());
        points(NOW.plus(Duration.ofHours(2))).maintain();
        assertThat(points.find(ACCOUNT, "name")).isEmpty();
    }

    @Test
    @Timeout(60)
    void one_that_got_a_policy_and_other_routes_is_deleted_like_any() throws IOException {
        points.submit(request(AsyncRequest.Kind.CREATE, "made"));
        points.submit(request(AsyncRequest.Kind.PUT_POLICY, "policy", "name", NOW.plusSeconds(1)));
        points.route(points.find(ACCOUNT, "name").orElseThrow(), Map.of("west", false));
        points.submit(request(AsyncRequest.Kind.DELETE, "deleted", "name", NOW.plusSeconds(2)));
        assertThat(points.find(ACCOUNT, "name")).isEmpty();
        assertThat(rows(ALIASES)).isZero();
    }

    @Test
    void a_request_that_a_kill_has_left_is_carried_on_by_itself() throws IOException {
        crashing.dieAfter(1, false);
        assertThatThrownBy(() -> dying().submit(request(AsyncRequest.Kind.CREATE, "left")))
                .isInstanceOf(IOException.class);
        points.maintain();
        assertThat(points.find(ACCOUNT, "name")).isEmpty();
        points(NOW.plus(Duration.ofHours(2))).maintain();
        assertThat(points.find(ACCOUNT, "name")).isPresent();
    }

    private int rows(Table table) throws IOException {
        return data.records()
                .scan(table, Bytes.EMPTY, true, Optional.empty(), 5000)
                .rows()
                .size();
    }

    @Test
    void requests_are_bounded_in_number_and_most_are_forgotten_within_an_hour() throws IOException {
        points.submit(request(AsyncRequest.Kind.CREATE, "first"));
        for (int i = 1; i < 1000; i++) {
            points.submit(request(AsyncRequest.Kind.PUT_POLICY, "policy-" + i));
        }
        assertThatThrownBy(() -> points.submit(request(AsyncRequest.Kind.PUT_POLICY, "more")))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("SlowDown"));
        assertThat(rows(REQUESTS)).isEqualTo(1000);
        points.maintain();
        assertThat(rows(REQUESTS)).isEqualTo(1000);
        var later = points(NOW.plus(Duration.ofHours(2)));
        later.maintain();
        assertThat(rows(REQUESTS)).isEqualTo(200);
        later.submit(request(AsyncRequest.Kind.PUT_POLICY, "more"));
        assertThat(rows(REQUESTS)).isEqualTo(201);
    }

    @Test
    void an_alias_goes_with_its_access_point() throws IOException {
        for (int i = 0; i < 3; i++) {
            points.submit(request(AsyncRequest.Kind.CREATE, "made-" + i, "name-" + i, NOW));
        }
        points.submit(request(AsyncRequest.Kind.DELETE, "deleted", "name-0", NOW));
        assertThat(rows(ALIASES)).isEqualTo(2);
        // A kill between the point and its alias.
        crashing.dieAfter(3, false);
        assertThatThrownBy(() -> dying().submit(request(AsyncRequest.Kind.DELETE, "cut", "name-1", NOW)))
                .isInstanceOf(IOException.class);
        assertThat(points.find(ACCOUNT, "name-1")).isEmpty();
        assertThat(rows(ALIASES)).isEqualTo(2);
        points(NOW.plus(Duration.ofHours(2))).maintain();
        assertThat(rows(ALIASES)).isEqualTo(1);
        assertThat(points.named(points.find(ACCOUNT, "name-2").orElseThrow().alias()))
                .isPresent();
    }

    @Test
    void ended_requests_are_forgotten_after_a_week() throws IOException {
        var first = request(AsyncRequest.Kind.CREATE, "first");
        points.submit(first);
        var later = NOW.plus(Duration.ofDays(8));
        points(later).maintain();
        assertThat(points.described(ACCOUNT, first.arn())).isEmpty();
        assertThat(points.find(ACCOUNT, "name")).isPresent();
    }

    @Test
    void one_region_stays_active() throws IOException {
        points.submit(request(AsyncRequest.Kind.CREATE, "first"));
        var point = points.find(ACCOUNT, "name").orElseThrow();
        points.route(point, Map.of("east", false));
        assertThatThrownBy(() -> points.route(point, Map.of("west", false))).isInstanceOf(Refusal.class);
        assertThat(points.find(ACCOUNT, "name").orElseThrow().routes())
                .extracting(MultiRegionAccessPoint.Target::active)
                .containsExactly(false, true);
    }
}
