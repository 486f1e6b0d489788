package sealstead.s3.content;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sealstead.checksum.Checksum;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.s3.ContentMd5;
import sealstead.s3.DeclaredChecksum;
import sealstead.s3.object.StoredChecksum;
import sealstead.store.Bytes;
import sealstead.wire.Headers;

/// The digests that run while a body is read: the checksum that is kept, the one that was declared if it is another,
/// and MD5 only where an ETag or a Content-MD5 needs it, since it is the slowest of all.
public final class BodyDigests {
    private final Optional<DeclaredChecksum> declared;
    private final Optional<ContentMd5> contentMd5;
    private final ChecksumAlgorithm kept;
    private final Checksum checksum;
    private final @Nullable Checksum declaredChecksum;
    private final @Nullable Checksum md5;

    /// @param kept the algorithm of the checksum that is stored
    /// @param md5Etag whether the ETag is the MD5 of the body
    public BodyDigests(
            Optional<DeclaredChecksum> declared,
            Optional<ContentMd5> contentMd5,
            ChecksumAlgorithm kept,
            boolean md5Etag) {
        this.declared = declared;
        this.contentMd5 = contentMd5;
        this.kept = kept;
        this.checksum = kept.newChecksum();
        this.declaredChecksum = declared.map(DeclaredChecksum::algorithm)
                .filter(algorithm -> algorithm != kept)
                .map(ChecksumAlgorithm::newChecksum)
                .orElse(null);
        this.md5 = md5Etag || contentMd5.isPresent() ? ChecksumAlgorithm.MD5.newChecksum() : null;
    }

    /// The digests of a body whose checksum is kept as it was declared; CRC64NVME if it was not.
    public static BodyDigests keepingDeclared(
            Optional<DeclaredChecksum> declared, Optional<ContentMd5> contentMd5, boolean md5Etag) {
        var kept = declared.map(DeclaredChecksum::algorithm).orElse(ChecksumAlgorithm.CRC64NVME);
        return new BodyDigests(declared, contentMd5, kept, md5Etag);
    }

    /// The digests of a copy, of which nothing was declared.
    public static BodyDigests ofCopy(ChecksumAlgorithm kept, boolean md5Etag) {
        return new BodyDigests(Optional.empty(), Optional.empty(), kept, md5Etag);
    }

    public void update(byte[] bytes, int offset, int length) {
        checksum.update(bytes, offset, length);
        if (declaredChecksum != null) {
            declaredChecksum.update(bytes, offset, length);
        }
        if (md5 != null) {
            md5.update(bytes, offset, length);
        }
    }

    /// The digests of the whole body.
    ///
    /// @param md5 empty if none was needed
    public record Result(ChecksumAlgorithm algorithm, Bytes checksum, Bytes md5) {
        public StoredChecksum.Clear clear() {
            return new StoredChecksum.Clear(algorithm, 0, checksum);
        }
    }

    /// Checks everything that was declared of the body, which was read to its end.
    public Result finish(Headers trailers) {
        var result = finish();
        if (declared.isPresent()) {
            var computed = declaredChecksum == null ? result.checksum().toArray() : declaredChecksum.digest();
            declared.get().completed(trailers).check(computed);
        }
        contentMd5.ifPresent(claim -> claim.check(result.md5().toArray()));
        return result;
    }

    public Result finish() {
        return new Result(kept, Bytes.wrap(checksum.digest()), md5 == null ? Bytes.EMPTY : Bytes.wrap(md5.digest()));
    }
}
