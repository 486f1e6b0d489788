package sealstead.s3.operation.bucket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.TagConditions;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Request;
import sealstead.s3.TagSet;
import sealstead.s3.Tags;
import sealstead.wire.Refusal;
import sealstead.xml.MalformedXmlException;

/// The tags that a CreateBucket wants to give.
final class NewBucketTags {
    private NewBucketTags() {}

    static Tags of(RequestDocument body) {
        return body.isEmpty()
                ? Tags.NONE
                : body.root().one("Tags").map(TagSet::bucketTags).orElse(Tags.NONE);
    }

    /// The condition keys of what a document asks for: tags and the region. The body is read when a policy asks
    /// for one; tags that cannot be read count as none here, and are refused when the operation reads them.
    static Conditions asked(S3Request request) {
        return key -> {
            if (key.equals("s3:locationconstraint")) {
                return location(request);
            }
            return TagConditions.isRequested(key)
                    ? TagConditions.requested(readable(request).pairs()).values(key)
                    : List.of();
        };
    }

    /// The region as the document names it; none where it is left to the endpoint.
    private static List<String> location(S3Request request) {
        try {
            var body = ConfigurationBody.read(request);
            return body.isEmpty()
                    ? List.of()
                    : body.root().text("LocationConstraint").filter(named -> !named.isEmpty()).stream()
                            .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (MalformedXmlException malformed) {
            return List.of();
        }
    }

    private static Tags readable(S3Request request) {
        RequestDocument body;
        try {
            body = ConfigurationBody.read(request);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        try {
            return of(body);
        } catch (MalformedXmlException | Refusal malformed) {
            return Tags.NONE;
        }
    }
}
