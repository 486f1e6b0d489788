package sealstead.encryption.bucketkeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.crypto.SecretBytes;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.kms.DataKey;
import sealstead.kms.KeyService;
import sealstead.kms.Ledger;
import sealstead.kms.Reason;
import sealstead.kms.Use;
import sealstead.kms.WrappedKey;
import sealstead.store.Bytes;

/// One KMS call for each bucket, KMS key and principal, within bounded time and uses.
final class BucketKeysTest {
    private static final String ARN = "arn:aws:kms:us-east-1:111122223333:key/k";
    private static final String BUCKET = "arn:aws:s3:::bucket";

    private final Kms kms = new Kms();
    private final MovedClock clock = new MovedClock();
    private final BucketKeys keys =
            new BucketKeys(kms, new Ledger(), clock, new BucketKeyLimits(Duration.ofMinutes(5), 3));

    private enum Why implements Reason {
        TEST
    }

    private static Use use(String account) {
        var context = RequestContext.ofJob(Caller.Principal.root(account, "k"), Instant.EPOCH, "us-east-1");
        return new Use(context, "us-east-1", "s3", "bucket", Why.TEST);
    }

    /// Keeps what it was asked, and wraps a key as itself.
    private static final class Kms implements KeyService {
        private final SecureRandom random = new SecureRandom();
        private final List<String> calls = new ArrayList<>();
        private String aliased = ARN;

        @Override
        public DataKey generateDataKey(Use use, String keyId, Map<String, String> context) {
            calls.add("GenerateDataKey " + context);
            var key = SecretBytes.random(random, 32);
            return new DataKey(key, Bytes.of(key.copy().exposeBytes().clone()), ARN, "1");
        }

        @Override
        public Optional<String> arn(Caller.Principal caller, String keyId, String region) {
            return Optional.of(aliased);
        }

        @Override
        public boolean isAwsManaged(Caller.Principal caller, String keyId, String region) {
            return false;
        }

        @Override
        public SecretBytes decrypt(Use use, Bytes ciphertext, Map<String, String> context) {
            calls.add("Decrypt " + context);
            return SecretBytes.copyOf(ciphertext.toArray());
        }

        @Override
        public WrappedKey encrypt(Use use, String keyId, SecretBytes dataKey, Map<String, String> context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public WrappedKey reEncrypt(
                Use use,
                Bytes ciphertext,
                Map<String, String> context,
                String newKeyId,
                Map<String, String> newContext) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

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
            return now;
        }
    }

    private Bytes write(String account, String keyId) {
        try (var key = keys.forWriting(use(account), "id", BUCKET, keyId)) {
            return key.wrapped();
        }
    }

    @Test
    void writes_within_the_window_share_one_call_in_the_context_of_the_bucket() {
        var first = write("111122223333", ARN);
        assertThat(write("111122223333", ARN)).isEqualTo(first);
        assertThat(kms.calls).containsExactly("GenerateDataKey {aws:s3:arn=" + BUCKET + "}");
    }

    @Test
    void another_principal_has_a_key_of_its_own() {
        assertThat(write("444455556666", ARN)).isNotEqualTo(write("111122223333", ARN));
        assertThat(kms.calls).hasSize(2);
    }

    @Test
    void after_its_uses_and_after_its_time_a_key_is_asked_for_anew() {
        var first = write("111122223333", ARN);
        write("111122223333", ARN);
        write("111122223333", ARN);
        var second = write("111122223333", ARN);
        assertThat(second).isNotEqualTo(first);
        clock.now = clock.now.plus(Duration.ofMinutes(6));
        assertThat(write("111122223333", ARN)).isNotEqualTo(second);
        assertThat(kms.calls).hasSize(3);
    }

    @Test
    void an_alias_that_was_pointed_elsewhere_counts_at_once() {
        write("111122223333", "alias/mine");
        write("111122223333", "alias/mine");
        assertThat(kms.calls).hasSize(1);
        kms.aliased = ARN + "2";
        write("111122223333", "alias/mine");
        assertThat(kms.calls).hasSize(2);
    }

    @Test
    void a_key_that_goes_away_is_in_nobodys_memory() {
        write("111122223333", ARN);
        keys.forgetUnder(ARN);
        write("111122223333", ARN);
        keys.forgetAll();
        write("111122223333", ARN);
        assertThat(kms.calls).hasSize(3);
    }

    @Test
    void each_principal_that_reads_is_asked_for_once() {
        var wrapped = write("111122223333", ARN);
        kms.calls.clear();
        for (var account : List.of("111122223333", "111122223333", "444455556666")) {
            keys.forReading(use(account), BUCKET, wrapped, ARN).close();
        }
        assertThat(kms.calls).hasSize(2).allMatch(call -> call.equals("Decrypt {aws:s3:arn=" + BUCKET + "}"));
    }
}
