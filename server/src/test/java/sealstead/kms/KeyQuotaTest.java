package sealstead.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.audit.AuditSink;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.store.local.LocalMetaStore;
import sealstead.time.WitnessedTime;

/// How many keys an account may have.
@SuppressWarnings("NullAway.Init")
final class KeyQuotaTest {
    private static final String ONE = "111122223333";
    private static final String OTHER = "444455556666";

    @TempDir
    private Path folder;

    private static void create(KmsKeys keys, String account, String region) {
        keys.create(keys.draft(account, region, "", KeyPolicy.ofAccount(account), Map.of()));
    }

    private static void isRefused(KmsKeys keys, String account) {
        assertThatThrownBy(() -> create(keys, account, "eu-west-1"))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        refused -> assertThat(refused.code()).isEqualTo("LimitExceededException"));
    }

    @Test
    void an_account_has_as_many_as_it_may_have_and_no_more() throws IOException {
        var random = new SecureRandom();
        var root = new HeldRootKey(SecretBytes.random(random, 32));
        var time =
                new WitnessedTime(Clock.systemUTC(), System::nanoTime, WitnessedTime.Limits.DEFAULT, Optional.empty());
        var trail = new KmsTrail(AuditSink.NOWHERE);
        try (var engine = new LocalMetaStore(folder.resolve("records"), random)) {
            var store = new SealedStore(engine, root, random);
            var keys = new KmsKeys(store, root, random, time, trail, 2);
            create(keys, ONE, "us-east-1");
            create(keys, ONE, "eu-west-1");
            isRefused(keys, ONE);
            create(keys, OTHER, "us-east-1");
            // What the server makes for itself is not refused.
            keys.createManaged(ONE, "us-east-1", "", KeyPolicy.ofAccount(ONE));
            var again = new KmsKeys(store, root, random, time, trail, 2);
            isRefused(again, ONE);
            create(again, OTHER, "us-east-1");
            isRefused(again, OTHER);
        }
    }
}
