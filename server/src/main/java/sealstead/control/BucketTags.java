package sealstead.control;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import sealstead.iam.policy.Conditions;
import sealstead.s3.S3Error;
import sealstead.s3.TagSet;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.store.Bytes;
import sealstead.wire.Clipped;

/// The tags of buckets, which stand where GetBucketTagging reads them.
final class BucketTags {
    private final BucketAccess access;
    private final Buckets buckets;

    BucketTags(BucketAccess access, Buckets buckets) {
        this.access = access;
        this.buckets = buckets;
    }

    /// The bucket that the call names, for who may do with its tags what the call asks.
    ///
    /// @param conditions what the call says of tags
    AuthorizedResource<Bucket> bucket(ControlCall call, Conditions conditions) {
        return new AuthorizedResource<>(() -> open(call, conditions));
    }

    private Bucket open(ControlCall call, Conditions conditions) throws IOException {
        var arn = call.label();
        boolean bucket = arn.startsWith("arn:aws:s3:::") || arn.matches("arn:aws:s3express:[^:]*:[^:]*:bucket/.*");
        if (!bucket) {
            throw arn.matches("arn:[^:]+:s3(express)?:[^:].*")
                    ? S3Error.NOT_IMPLEMENTED
                            .saying("Only buckets have tags here.")
                            .with("ResourceArn", Clipped.of(arn, 256))
                    : S3Error.INVALID_REQUEST
                            .saying("The resource ARN is not valid.")
                            .with("ResourceArn", Clipped.of(arn, 256));
        }
        var opened = access.openArn(call.context(), arn, call.row().wireName(), conditions);
        var caller = call.context().caller().asPrincipal().accountId();
        if (!call.account().equals(opened.owner()) && !call.account().equals(caller)) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
        return opened;
    }

    Map<String, String> of(Bucket bucket) throws IOException {
        return pairs(buckets.document(bucket, DocumentKind.TAGGING));
    }

    /// Changes the tags as they are now; nobody's change is lost.
    void change(Bucket bucket, UnaryOperator<Map<String, String>> change) throws IOException {
        buckets.changeDocument(bucket, DocumentKind.TAGGING, document -> {
            var changed = TagSet.bucketTags(change.apply(new LinkedHashMap<>(pairs(document))));
            return changed.pairs().isEmpty() ? Optional.empty() : Optional.of(Bytes.wrap(TagSet.document(changed)));
        });
    }

    private static Map<String, String> pairs(Optional<Bytes> document) {
        return document.map(kept -> TagSet.kept(kept).pairs()).orElse(Map.of());
    }
}
