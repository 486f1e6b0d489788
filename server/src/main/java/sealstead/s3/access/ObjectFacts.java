package sealstead.s3.access;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import sealstead.s3.S3Request;
import sealstead.s3.acl.Rights;
import sealstead.s3.bucket.Bucket;

/// What policies may ask of objects and of the protection a write will have. Looked up only when a policy asks.
public interface ObjectFacts {
    /// The tags of the version as it is stored; none if it is not there.
    Map<String, String> tags(Bucket bucket, String key, Optional<String> versionId) throws IOException;

    /// Who owns the version and what its list grants; nothing if it is not there.
    Optional<Rights> rights(Bucket bucket, String key, Optional<String> versionId) throws IOException;

    /// The value of `s3:x-amz-server-side-encryption`: what the request's header says, and for parts and completions
    /// what the upload was created with. A bucket's default does not show here.
    Optional<String> algorithm(S3Request request, Bucket bucket) throws IOException;

    /// The principal who began the upload that the request names, if it is there.
    Optional<String> initiator(S3Request request, Bucket bucket) throws IOException;

    /// The ARN of the KMS key in force for a write, named by the request or by the bucket's default.
    Optional<String> keyInForce(S3Request request, Bucket bucket) throws IOException;
}
