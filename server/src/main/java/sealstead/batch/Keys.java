package sealstead.batch;

import java.io.IOException;
import java.util.Map;
import sealstead.s3.S3Operation;
import sealstead.s3.door.OwnCalls;
import sealstead.wire.ErrorRow;
import sealstead.wire.Headers;
import sealstead.wire.Refusal;

/// Where jobs put what they write, and how.
final class Keys {
    private Keys() {}

    /// The folder of a job below a prefix, with a slash at its end.
    static String folder(String prefix, String jobId) {
        var before = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        return before + "job-" + jobId + "/";
    }

    /// Puts an object as the role.
    ///
    /// @param owner who must own the bucket, or empty
    /// @throws Refusal if S3 refuses it
    static OwnCalls.Answer put(String bucket, String key, String owner, Headers headers, MadeBody body, RoleCalls role)
            throws IOException {
        if (!owner.isEmpty()) {
            headers.add("x-amz-expected-bucket-owner", owner);
        }
        try (var in = body.open()) {
            var call = OwnCalls.Call.of(S3Operation.PUT_OBJECT, bucket, key, Map.of(), headers, in, body.bytes());
            var answer = role.perform(call);
            if (!answer.isWell()) {
                throw new ErrorRow.Relayed(answer.status(), answer.code(), answer.message()).refusal();
            }
            return answer;
        }
    }
}
