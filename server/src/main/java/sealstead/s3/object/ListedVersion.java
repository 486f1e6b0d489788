package sealstead.s3.object;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.custody.RecordReader;
import sealstead.encryption.EnvelopeRecord;
import sealstead.s3.acl.Rights;
import sealstead.store.Bytes;
import sealstead.store.Page;

/// What a listing shows of a version. A page reads a thousand records for it, and passes over all else that is in them:
/// keys, metadata, tags, ciphertext.
///
/// @param deleteMarker then there is neither ETag nor length
/// @param etag without quotes
/// @param checksum how its checksum was made, which is no secret though the checksum is
/// @param owner the account, where it is not the bucket's owner
/// @param older whether it is the newest of several versions
public record ListedVersion(
        VersionName name,
        boolean deleteMarker,
        Instant lastModified,
        String etag,
        long bytes,
        Optional<Checksum> checksum,
        String owner,
        Storage storage,
        boolean older) {
    /// An algorithm, and whether it was taken of the parts' checksums.
    public record Checksum(ChecksumAlgorithm algorithm, String type) {}

    /// Of the head of a key.
    ///
    /// @param row its opened record
    public static ListedVersion of(Page.Row row) {
        return read(row.head().value());
    }

    public static ListedVersion of(ObjectHead head) {
        return read(ObjectRecord.write(head));
    }

    /// Who owns it, as far as the record says so.
    public Rights rights() {
        return owner.isEmpty() ? Rights.BUCKET_OWNERS : new Rights(owner, Optional.empty());
    }

    /// Tags are those of [ObjectRecord].
    static ListedVersion read(Bytes record) {
        var in = new RecordReader(record);
        long lastModified = 0;
        long order = 0;
        var id = VersionName.NULL;
        boolean marker = false;
        var etag = "";
        long bytes = -1;
        @Nullable StoredChecksum checksum = null;
        var owner = "";
        var storage = Storage.STANDARD;
        boolean older = false;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> lastModified = in.number();
                case 2 -> etag = in.text();
                case 3 -> bytes = EnvelopeRecord.plaintextBytes(in.record());
                case 4 -> checksum = ObjectRecord.readChecksum(in.record());
                case 8 -> order = in.number();
                case 9 -> id = in.text();
                case 10 -> marker = in.flag();
                case 21 -> older = in.flag();
                case ObjectRecord.STORAGE -> storage = StorageRecord.read(in.record());
                case 25 -> owner = in.text();
                default -> {}
            }
        }
        if (bytes < 0 && !marker) {
            throw new IllegalStateException("an object record without an envelope");
        }
        return new ListedVersion(
                new VersionName(order, id),
                marker,
                Instant.ofEpochMilli(lastModified),
                etag,
                bytes,
                checksum == null ? Optional.empty() : Optional.of(new Checksum(checksum.algorithm(), checksum.type())),
                owner,
                storage,
                older);
    }
}
