package sealstead.s3.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.golden.GoldenFile;
import sealstead.golden.InsecureFixedRandom;
import sealstead.store.local.LocalMetaStore;

/// The group of an event that waits.
@SuppressWarnings("NullAway.Init")
final class EventGroupGoldenTest {
    @TempDir
    private Path folder;

    @Test
    void an_event_waits_in_the_frozen_group() throws IOException {
        var random = new SecureRandom();
        var clock = Clock.fixed(Instant.ofEpochMilli(1_795_000_000_123L), ZoneOffset.UTC);
        try (var engine = new LocalMetaStore(folder.resolve("records"), random)) {
            var records = new SealedStore(engine, new HeldRootKey(SecretBytes.random(random, 32)), random);
            var queue = new EventQueue(records, evidence -> true, new InsecureFixedRandom(21), clock, 10);
            queue.add("hook", "111122223333", "{}".getBytes(StandardCharsets.UTF_8));
            var lane = queue.lanes("hook").getFirst();
            assertThat(lane).isEqualTo(new EventQueue.EventLane("hook", "111122223333"));
            var waiting = queue.oldest(lane, 10).getFirst();
            assertThat(waiting.group()).isEqualTo(GoldenFile.of("event-group", waiting::group));
            assertThat(waiting.since()).isEqualTo(1_795_000_000_123_000L);
            assertThat(waiting.document().toUtf8()).isEqualTo("{}");
        }
    }
}
