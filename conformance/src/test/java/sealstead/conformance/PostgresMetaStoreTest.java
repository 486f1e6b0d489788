package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Setting;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.EngineDriver;
import sealstead.store.Guard;
import sealstead.store.Head;
import sealstead.store.Lane;
import sealstead.store.MetaStore;
import sealstead.store.MetaStoreContract;
import sealstead.store.Outcome;
import sealstead.store.StoreUnavailableException;
import sealstead.store.Table;

/// The contract of records on a real PostgreSQL, some of whose answers are lost on their way.
@SuppressWarnings("NullAway.Init")
final class PostgresMetaStoreTest extends MetaStoreContract {
    private static final Table TABLE = new Table("test");
    /// What the pool keeps.
    private static final int IDLE = 4;

    private static final int ATTEMPTS = 300;

    @TempDir
    private Path folder;

    private String database = "";
    private CuttingProxy proxy;
    private Map<String, String> settings;
    private EngineDriver.OpenEngine engine;

    @BeforeAll
    static void needsPostgres() {
        assumeTrue(FarStore.isAvailable(), "store-postgres is not built, or PostgreSQL 15 is not installed");
    }

    @Override
    protected MetaStore open() throws IOException {
        if (database.isEmpty()) {
            var far = FarStore.shared();
            database = far.postgres().newDatabase();
            proxy = new CuttingProxy(far.postgres().port());
            settings = new HashMap<>(FarStore.named(far.settings(database)));
            settings.put(Setting.STORE_POSTGRES_URL.key(), "postgresql://127.0.0.1:" + proxy.port() + "/" + database);
        }
        var opened = OpenStore.open(settings, "gateway", folder.resolve("scratch"));
        engine = opened;
        return OpenStore.records(opened);
    }

    @AfterEach
    void closeProxy() throws IOException {
        proxy.close();
    }

    /// The pool fills itself in the background, and looks at a connection that was not used for a while. So
    /// that it is the answer to the commit that is lost, all are there first, and this thread's was used just
    /// now.
    @Override
    protected void loseAnswer(int answer, Meanwhile meanwhile) {
        try {
            for (int i = 0; i < ATTEMPTS && idle() < IDLE; i++) {
                assertThat(i).as("connections are there").isLessThan(ATTEMPTS - 1);
            }
            engine.records().read(TABLE, Bytes.EMPTY, Set.of(Lane.HEAD));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        proxy.cut(answer, meanwhile::run);
    }

    private String sql(String statement) throws IOException {
        return FarStore.shared().postgres().sql(database, statement);
    }

    private int idle() throws IOException {
        return Integer.parseInt(FarStore.shared()
                .postgres()
                .sql(
                        "postgres",
                        "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle' AND datname = '" + database + "'"));
    }

    private static Bytes b(String text) {
        return Bytes.utf8(text);
    }

    private Outcome commit(Guard guard, String value) throws IOException {
        return engine.records().commit(TABLE, b("g"), guard, List.of(new Edit.PutHead(b(value))));
    }

    private Guard unchanged() throws IOException {
        return engine.records().read(TABLE, b("g"), EnumSet.of(Lane.HEAD)).unchanged();
    }

    @Test
    void the_answer_that_is_to_be_lost_is_lost() throws IOException {
        int before = proxy.cuts();
        loseAnswer(0, () -> {});
        assertThat(commit(new Guard.Absent(), "first")).isInstanceOf(Outcome.Applied.class);
        assertThat(proxy.cuts()).isEqualTo(before + 1);
    }

    /// The row names eight commits. Behind more, nobody can tell; and what is not known is not guessed.
    @Test
    void behind_too_many_others_a_lost_answer_is_said_to_be_unknown() throws IOException {
        commit(new Guard.Absent(), "first");
        @Nullable Throwable failure = null;
        // The gateway renews its lease now and then, and may be the one whose answer is lost.
        for (int tries = 0; failure == null; tries++) {
            assertThat(tries).isLessThan(ATTEMPTS);
            var guard = unchanged();
            loseAnswer(0, () -> {
                for (int i = 0; i < 9; i++) {
                    assertThat(commit(unchanged(), "later " + i)).isInstanceOf(Outcome.Applied.class);
                }
            });
            failure = catchThrowable(() -> commit(guard, "second"));
        }
        assertThat(failure)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("too many commits came after");
    }

    @Test
    void a_second_gateway_is_refused_and_a_restarted_one_is_not() throws IOException {
        assertThatThrownBy(() -> OpenStore.open(settings, "another", folder.resolve("another")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another gateway has the store")
                .hasMessageNotContaining(PostgresServer.PASSWORD);
        assertThat(commit(new Guard.Absent(), "still ours")).isInstanceOf(Outcome.Applied.class);
        OpenStore.open(settings, "gateway", folder.resolve("scratch")).close(); // as after a kill
        assertThatThrownBy(() -> commit(unchanged(), "of the killed one"))
                .isInstanceOf(StoreUnavailableException.class);
        OpenStore.open(settings, "another", folder.resolve("another")).close();
    }

    @Test
    void a_gateway_whose_store_was_taken_over_writes_nothing() throws IOException {
        commit(new Guard.Absent(), "first");
        var kept = engine.records().read(TABLE, b("g"), EnumSet.of(Lane.HEAD)).head();
        var guard = unchanged();
        sql("UPDATE sealstead_gateway SET session = 'another', gateway = 'another'");
        for (var edits : List.of(
                List.<Edit>of(new Edit.PutHead(b("late"))),
                List.<Edit>of(new Edit.DeleteGroup()),
                List.<Edit>of(new Edit.PutCell(Lane.CELLS, b("a"), b("late"))))) {
            assertThatThrownBy(() -> engine.records().commit(TABLE, b("g"), guard, edits))
                    .isInstanceOf(StoreUnavailableException.class);
        }
        assertThat(sql("SELECT encode(val, 'escape') FROM sealstead_head")).isEqualTo("first");
        assertThat(sql("SELECT count(*) FROM sealstead_cell")).isEqualTo("0");
        assertThat(kept).map(Head::value).contains(b("first"));
    }

    @Test
    void a_database_that_would_lose_what_it_acknowledged_is_refused_by_name() throws IOException {
        engine.close();
        sql("ALTER DATABASE " + database + " SET synchronous_commit = off");
        assertRefused("synchronous_commit = off");
        sql("ALTER DATABASE " + database + " RESET synchronous_commit");
        sql("ALTER DATABASE " + database + " SET default_transaction_read_only = on");
        assertRefused("takes no writes");
        FarStore.shared()
                .postgres()
                .sql("postgres", "ALTER DATABASE " + database + " RESET default_transaction_read_only");
        sql("UPDATE sealstead_note SET val = 'sealstead-store 3' WHERE name = 'format'");
        assertRefused("has format 3, this Sealstead knows up to 2");
        sql("UPDATE sealstead_note SET val = 'sealstead-store 2' WHERE name = 'format'");
        settings.put(Setting.STORE_POSTGRES_PASSWORD.key(), "another-secret-of-tests");
        assertRefused("cannot be used");
        settings.put(Setting.STORE_POSTGRES_PASSWORD.key(), PostgresServer.PASSWORD);
        OpenStore.open(settings, "gateway", folder.resolve("scratch")).close();
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> OpenStore.open(settings, "gateway", folder.resolve("scratch")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("secret-of-tests")
                .hasMessageNotContaining(PostgresServer.PASSWORD);
    }
}
