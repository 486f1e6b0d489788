package sealstead.s3.object;

import sealstead.crypto.CipherPool;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.store.Bytes;

/// By what it shows whether a change of a version was committed. Nothing of the version itself is kept, so that what
/// was removed, or came under another key, does not live on here.
///
/// @param digest SHA-256 of the version's record after the change; empty if the version is gone then
public record Evidence(String bucketId, String key, VersionName name, Bytes digest) {
    /// For who promises an event of that type.
    public static Evidence of(String bucketId, String key, Version version, ObjectEvents.Type type) {
        return new Evidence(bucketId, key, version.name(), type.isRemoval() ? Bytes.EMPTY : digest(version));
    }

    private static Bytes digest(Version version) {
        return Bytes.wrap(CipherPool.sha256(ObjectRecord.writeOlder(version).readOnlyArray()));
    }

    /// The group of the object.
    public Bytes group() {
        return Objects.group(bucketId, key);
    }

    /// Whether this is what `version` is after the change.
    boolean shows(Version version) {
        return digest.equals(digest(version));
    }

    public RecordWriter write() {
        var out = new RecordWriter()
                .text(1, bucketId)
                .text(2, key)
                .text(3, name.id())
                .number(4, name.order());
        return digest.size() == 0 ? out : out.bytes(5, digest);
    }

    public static Evidence read(RecordReader in) {
        var bucketId = "";
        var key = "";
        var id = "";
        long order = 0;
        var digest = Bytes.EMPTY;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> bucketId = in.text();
                case 2 -> key = in.text();
                case 3 -> id = in.text();
                case 4 -> order = in.number();
                case 5 -> digest = in.bytes();
                default -> {}
            }
        }
        return new Evidence(bucketId, key, new VersionName(order, id), digest);
    }
}
