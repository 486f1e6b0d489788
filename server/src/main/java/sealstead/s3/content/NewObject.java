package sealstead.s3.content;

import java.time.Instant;
import sealstead.s3.S3Request;
import sealstead.s3.TagSet;
import sealstead.s3.Tags;
import sealstead.s3.acl.Rights;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Attributes;
import sealstead.s3.object.LockHeaders;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.StorageClass;

/// What a writer says of an object beside its bytes and its encryption.
public record NewObject(Attributes attributes, Tags tags, ObjectLock lock, StorageClass storageClass) {
    /// What the headers of a write say, and the bucket where they are silent.
    ///
    /// @param rights whose it will be, and what its list will grant
    public static NewObject of(S3Request request, Bucket bucket, Rights rights, Instant now) {
        return new NewObject(
                Attributes.of(request.headers()).with(rights),
                tags(request),
                LockHeaders.read(request, bucket, now),
                StorageClass.of(request, bucket));
    }

    /// The tags of the header, if any.
    public static Tags tags(S3Request request) {
        return request.header("x-amz-tagging")
                .filter(header -> !header.isEmpty())
                .map(TagSet::header)
                .orElse(Tags.NONE);
    }
}
