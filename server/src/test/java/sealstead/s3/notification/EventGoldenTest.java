package sealstead.s3.notification;

import java.util.List;
import java.util.Optional;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.s3.object.Evidence;
import sealstead.s3.object.VersionName;
import sealstead.store.Bytes;

final class EventGoldenTest implements GoldenRecords {
    private static final Bytes DOCUMENT = Bytes.utf8("{\"Records\":[]}");
    private static final VersionName NAME = new VersionName(1_795_000_000_123_000L, "000660a1b2c3d4e50123456789abcdef");

    private static EventRecord shownBy(Bytes digest) {
        return new EventRecord(DOCUMENT, Optional.of(new Evidence("a1a2a3a4a5a6a7a8", "a/key", NAME, digest)));
    }

    private static GoldenRecord<EventRecord> frozen(String variant, EventRecord event) {
        return new GoldenRecord<>("event", variant, event, EventRecord::write, EventRecord::read);
    }

    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(
                frozen("happened", new EventRecord(DOCUMENT, Optional.empty())),
                frozen("changed", shownBy(Bytes.utf8("0123456789abcdef0123456789abcdef"))),
                frozen("removed", shownBy(Bytes.EMPTY)),
                frozen(
                        "promised",
                        new EventRecord(DOCUMENT, shownBy(Bytes.EMPTY).evidence(), 7)));
    }
}
