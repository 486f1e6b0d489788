package sealstead.kms;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;

/// What is refused is for clients to name, and takes no more for that.
final class LedgerTest {
    @Test
    void rows_take_eight_megabytes_at_most_and_every_call_is_counted() {
        var ledger = new Ledger();
        var facts = RequestContext.ofJob(Caller.Principal.root("111122223333", "k"), Instant.EPOCH, "us-east-1");
        for (int i = 0; i < 9_000; i++) {
            var use = new Use(facts, "us-east-1", "s3", "bucket" + "b".repeat(1000) + i, ApiCall.API);
            ledger.refused("Decrypt", i + "k".repeat(4_000), use);
        }
        long characters = ledger.rows().stream()
                .mapToLong(row -> row.entry().keyArn().length()
                        + row.entry().bucket().length()
                        + row.entry().principal().length())
                .sum();
        assertThat(2 * characters).isLessThan(8L * 1024 * 1024);
        assertThat(ledger.total(Ledger.Outcome.REFUSED)).isEqualTo(9_000);
    }
}
