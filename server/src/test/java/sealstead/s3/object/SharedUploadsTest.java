package sealstead.s3.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.encryption.PartName;
import sealstead.gateway.Gateways;
import sealstead.gateway.TestedGateways;
import sealstead.s3.Tags;
import sealstead.store.BlobId;
import sealstead.store.Bytes;
import sealstead.store.Intents;
import sealstead.store.StoreUnavailableException;
import sealstead.store.local.DataFolder;
import sealstead.time.WitnessedTime;

/// An upload that one gateway completes and another finds between the commits.
@SuppressWarnings("NullAway.Init")
final class SharedUploadsTest {
    private static final String BUCKET = "a1a2a3a4a5a6a7a8";
    private static final String KEY = "key";
    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Upload.Completion DECIDED =
            new Upload.Completion(List.of(1), "0123-1", Optional.empty(), Optional.empty(), "");

    private final SecureRandom random = new SecureRandom();
    private final TestedGateways seenByOther = new TestedGateways(8, 7L);
    private final BlobId used = BlobId.random(random, BEGUN);
    private final BlobId unused = BlobId.random(random, BEGUN);

    @TempDir
    private Path folder;

    private DataFolder data;
    private SealedStore records;
    private Gateway completing;
    private Gateway other;
    private String id;

    /// What a gateway has in its memory.
    private record Gateway(Uploads uploads, Objects objects) {
        Uploads.Found find(String id) throws IOException {
            return uploads.withParts(BUCKET, KEY, id);
        }

        Upload.State state(String id) throws IOException {
            return find(id).upload().state();
        }
    }

    @BeforeEach
    void open() throws IOException {
        data = DataFolder.open(folder, random);
        records = new SealedStore(data.records(), new HeldRootKey(SecretBytes.random(random, 32)), random);
        completing = gateway(new TestedGateways(7, 8L), BEGUN);
        other = gateway(seenByOther, BEGUN);
        id = create(completing);
    }

    @AfterEach
    void close() throws IOException {
        data.close();
    }

    private Gateway gateway(Gateways gateways, Instant now) {
        return gateway(gateways, InstantSource.fixed(now));
    }

    private Gateway gateway(Gateways gateways, InstantSource now) {
        var clock = now.withZone(ZoneOffset.UTC);
        var time = new WitnessedTime(clock, () -> 0, WitnessedTime.Limits.DEFAULT, Optional.empty());
        var intents = new Intents(
                data.records(), clock, clock, new Intents.Graces(Duration.ofHours(24), Duration.ofMinutes(1)));
        var uploads = new Uploads(records, intents, random, time, gateways);
        return new Gateway(uploads, new Objects(records, data.blobs(), intents, uploads, random, time));
    }

    private static Envelope envelope() {
        return new Envelope(
                "0c".repeat(16),
                BUCKET,
                4,
                60,
                new ObjectKeys.ServiceKey("0011223344556677", Bytes.wrap(new byte[89])));
    }

    private String create(Gateway gateway) throws IOException {
        var name = gateway.uploads.newId();
        gateway.uploads.create(
                BUCKET,
                new Upload(
                        KEY,
                        name,
                        BEGUN.minus(Duration.ofDays(1)),
                        "arn:aws:iam::111122223333:root",
                        new Attributes(Map.of(), Map.of()),
                        Tags.NONE,
                        ObjectLock.NONE,
                        envelope(),
                        Optional.empty(),
                        Upload.State.OPEN,
                        Optional.empty(),
                        false,
                        StorageClass.STANDARD));
        assertThat(gateway.uploads.putPart(gateway.find(name), part(1, used))).isTrue();
        assertThat(gateway.uploads.putPart(gateway.find(name), part(2, unused))).isTrue();
        return name;
    }

    private static UploadedPart part(int number, BlobId blob) {
        var part =
                new Part(new PartName(number, "ffeeddccbbaa99887766554433221100"), blob, 4, 60, "0".repeat(32), BEGUN);
        return new UploadedPart(part, ChecksumAlgorithm.CRC64NVME, Bytes.utf8("8 bytes!"));
    }

    private boolean isOpenToOther() throws IOException {
        return other.objects.isOpen(BUCKET, other.find(id).upload());
    }

    @Test
    void what_another_gateway_completes_is_left_to_it() throws IOException {
        assertThat(completing.uploads.fix(completing.find(id), DECIDED)).isTrue();
        assertThat(isOpenToOther()).isFalse();
        assertThat(other.state(id)).isEqualTo(Upload.State.COMPLETING);
    }

    @Test
    void what_a_gateway_left_that_has_gone_takes_parts_again() throws IOException {
        assertThat(completing.uploads.fix(completing.find(id), DECIDED)).isTrue();
        seenByOther.forget(7);
        assertThat(isOpenToOther()).isTrue();
        assertThat(other.state(id)).isEqualTo(Upload.State.OPEN);
    }

    @Test
    void what_a_gateway_left_that_lives_takes_parts_again_after_a_quarter_of_an_hour() throws IOException {
        assertThat(completing.uploads.fix(completing.find(id), DECIDED)).isTrue();
        other = gateway(seenByOther, BEGUN.plus(Duration.ofMinutes(16)));
        assertThat(isOpenToOther()).isTrue();
    }

    /// Who completes what a gateway left is not overtaken by whoever finds that gateway gone.
    @Test
    void what_was_taken_over_is_left_to_who_did() throws IOException {
        assertThat(completing.uploads.fix(completing.find(id), DECIDED)).isTrue();
        var third = gateway(new TestedGateways(9, 8L), BEGUN); // to whom 7 has gone
        var seenStranded = third.find(id);
        assertThat(third.uploads.isStranded(seenStranded.upload())).isTrue();
        assertThat(other.uploads.isCompletedHere(other.find(id).upload())).isFalse();
        assertThat(other.uploads.takeOver(other.find(id))).isTrue();
        assertThat(other.uploads.isCompletedHere(other.find(id).upload())).isTrue();
        assertThat(completing.uploads.isCompletedHere(completing.find(id).upload()))
                .isFalse();
        third.uploads.reopen(seenStranded);
        assertThat(third.objects.isOpen(BUCKET, third.find(id).upload())).isFalse();
        assertThat(other.state(id)).isEqualTo(Upload.State.COMPLETING);
        assertThat(other.find(id).upload().completion().orElseThrow().etag()).isEqualTo(DECIDED.etag());
    }

    /// Its object would stand beside an upload that others had opened again.
    @Test
    void a_completion_that_took_too_long_makes_no_object() throws IOException {
        var now = new AtomicReference<>(BEGUN);
        var slow = gateway(new TestedGateways(7, 8L), now::get);
        assertThat(slow.uploads.fix(slow.find(id), DECIDED)).isTrue();
        var fixed = slow.find(id).upload();
        assertThatCode(() -> slow.uploads.checkInTime(fixed)).doesNotThrowAnyException();
        now.set(BEGUN.plus(Duration.ofMinutes(6)));
        assertThatThrownBy(() -> slow.uploads.checkInTime(fixed)).isInstanceOf(StoreUnavailableException.class);
    }

    /// A commit of it failed, and nobody is at it in its memory.
    @Test
    void what_a_gateway_left_itself_takes_parts_again() throws IOException {
        assertThat(completing.uploads.fix(completing.find(id), DECIDED)).isTrue();
        assertThat(completing.objects.isOpen(BUCKET, completing.find(id).upload()))
                .isTrue();
    }

    @Test
    void who_has_the_store_alone_keeps_no_number() throws IOException {
        var alone = gateway(Gateways.ALONE, BEGUN);
        assertThat(alone.uploads.fix(alone.find(id), DECIDED)).isTrue();
        assertThat(alone.find(id).upload().completion()).contains(DECIDED);
    }
}
