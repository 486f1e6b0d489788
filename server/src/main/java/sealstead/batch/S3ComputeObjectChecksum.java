package sealstead.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sealstead.checksum.Checksum;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.s3.S3Operation;
import sealstead.s3.door.OwnCalls;
import sealstead.s3.object.EntityTag;
import sealstead.wire.Headers;
import sealstead.xml.XmlElement;

/// Reads each object and tells its checksum in the report; nothing is changed.
///
/// @param composite whether the checksums of the parts are digested, and not the whole
record S3ComputeObjectChecksum(ChecksumAlgorithm algorithm, boolean composite) implements TaskOperation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ALGORITHMS = List.of(
            "CRC32", "CRC32C", "CRC64NVME", "MD5", "SHA1", "SHA256", "SHA512", "XXHASH64", "XXHASH3", "XXHASH128");

    static S3ComputeObjectChecksum read(XmlElement element) {
        var operation = Members.of(element, "ChecksumAlgorithm", "ChecksumType");
        var algorithm = operation
                .word("ChecksumAlgorithm", ALGORITHMS)
                .flatMap(ChecksumAlgorithm::named)
                .orElse(ChecksumAlgorithm.CRC64NVME);
        boolean composite = operation
                .word("ChecksumType", List.of("FULL_OBJECT", "COMPOSITE"))
                .filter("COMPOSITE"::equals)
                .isPresent();
        if (composite && algorithm == ChecksumAlgorithm.CRC64NVME) {
            throw BatchError.BAD_REQUEST.saying("CRC64NVME has no composite checksums.");
        }
        return new S3ComputeObjectChecksum(algorithm, composite);
    }

    @Override
    public TaskResult perform(Task task, RoleCalls role) throws IOException {
        var first = open(task, role, composite ? 1 : 0, "");
        var whole = algorithm.newChecksum();
        var digest = algorithm.newChecksum();
        if (!take(first, composite ? digest : whole)) {
            return TaskResult.failed(first.status(), first.code(), first.message());
        }
        var etag = first.header("etag").orElse("");
        int parts = 0;
        if (composite) {
            parts = Integer.parseInt(first.header("x-amz-mp-parts-count").orElse("1"));
            add(whole, digest);
            for (int part = 2; part <= parts; part++) {
                digest = algorithm.newChecksum();
                var next = open(task, role, part, etag);
                if (!take(next, digest)) {
                    return TaskResult.failed(next.status(), next.code(), next.message());
                }
                add(whole, digest);
            }
        }
        var base64 = Base64.getEncoder().encodeToString(whole.digest());
        var told = JSON.createObjectNode()
                .put("checksum_base64", composite ? base64 + "-" + parts : base64)
                .put("etag", EntityTag.unquoted(etag))
                .put("checksumAlgorithm", algorithm.name())
                .put("checksumType", composite ? "COMPOSITE" : "FULL_OBJECT");
        return TaskResult.well(JSON.writeValueAsString(told));
    }

    private static void add(Checksum whole, Checksum part) {
        var digest = part.digest();
        whole.update(digest, 0, digest.length);
    }

    /// @param part 0 for the whole
    /// @param etag of the object whose first part was read; empty for any
    private static OwnCalls.Answer open(Task task, RoleCalls role, int part, String etag) throws IOException {
        var query = new HashMap<>(TaskOperation.version(task));
        if (part > 0) {
            query.put("partNumber", Integer.toString(part));
        }
        var headers = new Headers();
        if (!etag.isEmpty()) {
            headers.add("if-match", etag);
        }
        return role.open(
                OwnCalls.Call.of(S3Operation.GET_OBJECT, task.bucket(), task.key(), Map.copyOf(query), headers));
    }

    private static boolean take(OwnCalls.Answer answer, Checksum checksum) throws IOException {
        if (!answer.isWell()) {
            answer.readTo(OutputStream.nullOutputStream());
            return false;
        }
        answer.readTo(new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                checksum.update(bytes, offset, length);
            }
        });
        return true;
    }
}
