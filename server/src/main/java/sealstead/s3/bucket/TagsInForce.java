package sealstead.s3.bucket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.TagConditions;
import sealstead.s3.TagSet;

/// The tags of buckets as far as they decide about access: those of a directory bucket always, those of any other while
/// ABAC is enabled for it. The bucket's record says whether there are any; they are read when a policy asks for one,
/// once for as long as they stay the same.
public final class TagsInForce {
    private static final String BUCKET = ":buckettag/";

    private final Parsed<Map<String, String>> tags;

    public TagsInForce(Buckets buckets) {
        this.tags = new Parsed<>(
                buckets, DocumentKind.TAGGING, document -> TagSet.kept(document).pairs());
    }

    /// Whether a condition key asks for a tag of the bucket.
    ///
    /// @param service the prefix of the bucket's own condition keys, `s3` or `s3express`
    public static boolean answers(String service, String key) {
        return TagConditions.isOfResource(key) || (key.startsWith(service) && key.startsWith(BUCKET, service.length()));
    }

    /// The condition keys that ask for tags of the bucket, and no others.
    public Conditions of(Bucket bucket) {
        return key -> answers(bucket.isDirectory() ? "s3express" : "s3", key) ? value(bucket, key) : List.of();
    }

    /// The value of the bucket's tag that a condition key asks for.
    public List<String> value(Bucket bucket, String key) {
        if (!bucket.isDirectory() && !bucket.settings().tagsDecide()) {
            return List.of();
        }
        try {
            return TagConditions.value(tags.of(bucket).orElse(Map.of()), key);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
