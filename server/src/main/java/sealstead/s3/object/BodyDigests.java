package sealstead.s3.object;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sealstead.auth.Payload;
import sealstead.checksum.Checksum;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.s3.ContentMd5;
import sealstead.s3.DeclaredChecksum;
import sealstead.store.Bytes;

/// The digests that run while a body is read: the additional checksum always (CRC64NVME if none was declared, §2.8),
/// MD5
/// only where an ETag or a Content-MD5 needs it, since it is the slowest of all.
final class BodyDigests {
    private final Optional<DeclaredChecksum> declared;
    private final Optional<ContentMd5> contentMd5;
    private final ChecksumAlgorithm algorithm;
    private final Checksum checksum;
    private final @Nullable MessageDigest md5;

    BodyDigests(Optional<DeclaredChecksum> declared, Optional<ContentMd5> contentMd5, boolean md5Etag) {
        this(
                declared,
                contentMd5,
                declared.map(DeclaredChecksum::algorithm).orElse(ChecksumAlgorithm.CRC64NVME),
                md5Etag);
    }

    private BodyDigests(
            Optional<DeclaredChecksum> declared,
            Optional<ContentMd5> contentMd5,
            ChecksumAlgorithm algorithm,
            boolean md5Etag) {
        this.declared = declared;
        this.contentMd5 = contentMd5;
        this.algorithm = algorithm;
        this.checksum = algorithm.newChecksum();
        this.md5 = md5Etag || contentMd5.isPresent() ? newMd5() : null;
    }

    /// The digests of a copy: nothing was declared, the algorithm is given.
    static BodyDigests ofCopy(ChecksumAlgorithm algorithm, boolean md5Etag) {
        return new BodyDigests(Optional.empty(), Optional.empty(), algorithm, md5Etag);
    }

    private static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void update(byte[] bytes, int offset, int length) {
        checksum.update(bytes, offset, length);
        if (md5 != null) {
            md5.update(bytes, offset, length);
        }
    }

    /// The digests of the whole body.
    ///
    /// @param md5 empty if none was needed
    record Result(ChecksumAlgorithm algorithm, Bytes checksum, Bytes md5) {}

    /// Checks everything that was declared of `payload`, which was read to its end.
    Result finish(Payload payload) {
        var result = finish();
        declared.ifPresent(claim ->
                claim.completed(payload.trailers()).check(result.checksum().toArray()));
        contentMd5.ifPresent(claim -> claim.check(result.md5().toArray()));
        return result;
    }

    Result finish() {
        return new Result(
                algorithm, Bytes.wrap(checksum.digest()), md5 == null ? Bytes.EMPTY : Bytes.wrap(md5.digest()));
    }
}
