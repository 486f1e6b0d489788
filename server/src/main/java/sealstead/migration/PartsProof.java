package sealstead.migration;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import sealstead.checksum.Checksum;
import sealstead.checksum.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// What the bytes of an object that comes in parts are compared with at its end: the MD5 in its ETag, of the whole
/// or of its parts, and the checksum that the source tells, of the whole or of its parts.
final class PartsProof {
    private final HeadObjectResponse head;
    private final boolean sameParts;
    private final Optional<Told> told;
    private final Sums md5 = new Sums(ChecksumAlgorithm.MD5);
    private final Optional<Sums> sums;
    private int parts;

    /// A checksum as the source's headers tell it, with `-N` behind it if it is composite.
    private record Told(ChecksumAlgorithm algorithm, String value) {
        static Optional<Told> by(HeadObjectResponse head) {
            for (var algorithm : ChecksumAlgorithm.values()) {
                var value = head.sdkHttpResponse().firstMatchingHeader(algorithm.headerName());
                if (value.isPresent()) {
                    return Optional.of(new Told(algorithm, value.get()));
                }
            }
            return Optional.empty();
        }

        boolean isComposite() {
            return value.contains("-");
        }
    }

    /// One algorithm over all bytes, and over the digests of the parts.
    private static final class Sums {
        private final ChecksumAlgorithm algorithm;
        private final Checksum whole;
        private final Checksum ofParts;
        private Checksum part;

        Sums(ChecksumAlgorithm algorithm) {
            this.algorithm = algorithm;
            this.whole = algorithm.newChecksum();
            this.ofParts = algorithm.newChecksum();
            this.part = algorithm.newChecksum();
        }

        void update(byte[] bytes, int offset, int length) {
            whole.update(bytes, offset, length);
            part.update(bytes, offset, length);
        }

        void endPart() {
            var digest = part.digest();
            ofParts.update(digest, 0, digest.length);
            part = algorithm.newChecksum();
        }
    }

    /// @param sameParts whether the parts are, as far as one can tell, those that the source was uploaded in
    PartsProof(HeadObjectResponse head, boolean sameParts) {
        this.head = head;
        this.sameParts = sameParts;
        this.told = Told.by(head);
        this.sums = told.map(Told::algorithm).map(Sums::new);
    }

    /// The ETag, where it is the MD5 of the body: in one piece, and not under a KMS key or a customer's.
    static Optional<String> md5Of(HeadObjectResponse head) {
        var etag = head.eTag().replace("\"", "");
        var sse = head.serverSideEncryption();
        boolean plain = (sse == null || sse == ServerSideEncryption.AES256) && head.sseCustomerAlgorithm() == null;
        return Optional.of(etag).filter(tag -> plain && tag.matches("[0-9a-f]{32}"));
    }

    /// The next part, digested while it is read.
    InputStream part(InputStream body) {
        return new Digested(body);
    }

    /// To be called when a part was read to its end.
    void endPart() {
        parts++;
        md5.endPart();
        sums.ifPresent(Sums::endPart);
    }

    /// Refuses what is certainly not the source's.
    ///
    /// @return what the bytes were compared with: `md5`, `multipart-md5`, `checksum`, or only the `length`
    String verify() throws ImportMismatchException {
        var whole = md5Of(head);
        if (whole.isPresent() && !whole.get().equals(HexFormat.of().formatHex(md5.whole.digest()))) {
            throw new ImportMismatchException("the source's bytes are not those of its ETag");
        }
        boolean checked = isChecked();
        if (whole.isPresent()) {
            return "md5";
        }
        var ofParts = HexFormat.of().formatHex(md5.ofParts.digest()) + "-" + parts;
        if (sameParts && head.eTag().replace("\"", "").equals(ofParts)) {
            return "multipart-md5";
        }
        return checked ? "checksum" : "length";
    }

    /// A composite checksum that differs proves nothing: the source's parts may have had other lengths.
    private boolean isChecked() throws ImportMismatchException {
        if (told.isEmpty() || sums.isEmpty()) {
            return false;
        }
        if (told.get().isComposite()) {
            return told.get().value().equals(base64(sums.get().ofParts) + "-" + parts);
        }
        if (!told.get().value().equals(base64(sums.get().whole))) {
            throw new ImportMismatchException("the source's bytes are not those of its checksum");
        }
        return true;
    }

    private static String base64(Checksum checksum) {
        return Base64.getEncoder().encodeToString(checksum.digest());
    }

    private final class Digested extends FilterInputStream {
        Digested(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = in.read(target, offset, length);
            if (n > 0) {
                md5.update(target, offset, n);
                sums.ifPresent(all -> all.update(target, offset, n));
            }
            return n;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
