package sealstead.s3.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.TagConditions;
import sealstead.s3.AccessPointUse;
import sealstead.s3.AclHeaders;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Request;
import sealstead.s3.TagSet;
import sealstead.s3.Tags;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.TagsInForce;
import sealstead.wire.Refusal;
import sealstead.xml.XmlElement;

/// What policies and lists are asked of a request to S3: whether it may do one thing with a bucket or an object in it.
/// Its condition keys are the global ones, and S3's own.
///
/// @param action such as `s3:GetObject`
/// @param key of the object that is asked about, empty for the bucket
/// @param versionId of the object that is asked about
/// @param source whether that is what a copy reads, which it never does through an access point
record S3Question(
        S3Request request,
        Bucket bucket,
        String action,
        String key,
        Optional<String> versionId,
        boolean source,
        Facts facts)
        implements Conditions {
    /// Where what a policy asks for of buckets and objects is looked up.
    record Facts(ObjectFacts objects, TagsInForce bucketTags) {}

    private static final String EXISTING_TAG = "s3:existingobjecttag/";
    private static final String REQUESTED_TAG = "s3:requestobjecttag/";

    @Override
    public List<String> values(String name) {
        if (TagsInForce.answers("s3", name)) {
            return facts.bucketTags.value(bucket, name);
        }
        if (name.startsWith("aws:")) {
            return name.equals("aws:resourceaccount")
                    ? List.of(bucket.owner())
                    : request.context().values(name);
        }
        if (!name.startsWith("s3:")) {
            return List.of();
        }
        try {
            return ofS3(name);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private List<String> ofS3(String name) throws IOException {
        if (name.startsWith(EXISTING_TAG)) {
            return TagConditions.value(facts.objects.tags(bucket, key, versionId), name);
        }
        if (name.startsWith(REQUESTED_TAG)) {
            return TagConditions.value(requestedTags().pairs(), name);
        }
        return switch (name) {
            case "s3:x-amz-server-side-encryption" -> list(facts.objects.algorithm(request, bucket));
            case "s3:x-amz-server-side-encryption-aws-kms-key-id" -> list(facts.objects.keyInForce(request, bucket));
            case "s3:x-amz-server-side-encryption-customer-algorithm",
                    "s3:x-amz-metadata-directive",
                    "s3:x-amz-storage-class",
                    "s3:x-amz-content-sha256",
                    "s3:x-amz-object-ownership",
                    "s3:x-amz-bucket-namespace",
                    "s3:x-amz-website-redirect-location",
                    "s3:x-amz-object-if-match",
                    "s3:x-amz-object-annotation-directive",
                    "s3:if-match",
                    "s3:if-none-match" -> list(request.header(name.substring("s3:".length())));
            case "s3:x-amz-copy-source" -> copySource();
            case "s3:object-lock-mode",
                    "s3:object-lock-retain-until-date",
                    "s3:object-lock-remaining-retention-days",
                    "s3:object-lock-legal-hold" ->
                list(LockConditions.value(request, name.substring("s3:object-lock-".length())));
            case "s3:requestobjecttagkeys" ->
                List.copyOf(requestedTags().pairs().keySet());
            case "s3:objectcreationoperation" ->
                List.of(Boolean.toString(request.operation().createsObject()));
            case "s3:prefix", "s3:delimiter", "s3:max-keys" ->
                list(request.query().first(name.substring("s3:".length())));
            case "s3:versionid" -> list(versionId);
            case "s3:inventoryaccessibleoptionalfields" -> inventoryFields();
            case "s3:signatureversion", "s3:authtype", "s3:signatureage", "s3:tlsversion" ->
                list(SignatureConditions.value(request.context(), name.substring("s3:".length())));
            case "s3:resourceaccount" -> List.of(bucket.owner());
            case "s3:dataaccesspointarn" -> list(through().map(AccessPointUse::arn));
            case "s3:dataaccesspointaccount" -> list(through().map(AccessPointUse::account));
            case "s3:accesspointnetworkorigin" -> list(through().map(use -> "Internet"));
            default -> {
                var header = name.substring("s3:".length());
                yield AclHeaders.ALL.contains(header) ? list(request.header(header)) : List.of();
            }
        };
    }

    /// The object that a copy reads, as `bucket/key`; other operations read none, whatever their headers say.
    private List<String> copySource() {
        if (!request.operation().copies()) {
            return List.of();
        }
        return List.of(request.copySource().bucketAndKey());
    }

    /// The optional fields that a new inventory is to show. The body is read for them only when a policy
    /// asks.
    private List<String> inventoryFields() throws IOException {
        if (!request.operation().document().equals("InventoryConfiguration")) {
            return List.of();
        }
        return ConfigurationBody.required(request).xml().all("OptionalFields").stream()
                .flatMap(fields -> fields.all("Field").stream())
                .map(XmlElement::text)
                .toList();
    }

    /// The access point of the request, unless it is asked about another bucket than the one behind it.
    Optional<AccessPointUse> through() {
        return source ? Optional.empty() : request.accessPoint();
    }

    String arn() {
        return key.isEmpty() ? bucket.arn() : bucket.arn() + "/" + key;
    }

    /// The tags that a write wants to give; a header that is no tag set is refused when the operation reads
    /// it.
    private Tags requestedTags() {
        var noted = request.notes().tags();
        if (noted.isPresent()) {
            return noted.get();
        }
        boolean copiesTags = request.operation().copies()
                && request.operation().describesObject()
                && !request.header("x-amz-tagging-directive")
                        .filter("REPLACE"::equals)
                        .isPresent();
        if (copiesTags) {
            return Tags.NONE; // the source's, which are noted once they are known
        }
        try {
            return request.header("x-amz-tagging")
                    .filter(header -> !header.isEmpty())
                    .map(TagSet::header)
                    .orElse(Tags.NONE);
        } catch (Refusal malformed) {
            return Tags.NONE;
        }
    }

    private static List<String> list(Optional<String> value) {
        return value.map(List::of).orElse(List.of());
    }
}
