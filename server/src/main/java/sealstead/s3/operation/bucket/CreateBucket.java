package sealstead.s3.operation.bucket;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.DirectoryName;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.BucketName;
import sealstead.s3.bucket.BucketSettings;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.LockSettings;
import sealstead.s3.bucket.NewBuckets;
import sealstead.s3.bucket.Ownership;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.bucket.Versioning;
import sealstead.s3.bucket.Zones;
import sealstead.s3.operation.listing.ListBuckets;
import sealstead.wire.Clipped;
import sealstead.wire.Reply;

/// PUT /{bucket}: a new, empty bucket of the caller's account, with SSE-S3 as its default and SSE-C blocked.
public final class CreateBucket implements S3Handler.AskingItself {
    private static final String CLASSIC = "us-east-1";
    private static final String OBJECT_LOCK = "x-amz-bucket-object-lock-enabled";

    private final BucketAccess access;
    private final Buckets buckets;
    private final List<String> regions;
    private final NewBuckets newBuckets;
    private final CreateDirectoryBucket directories;

    /// @param newBuckets what a bucket is made with as far as the request says nothing
    public CreateBucket(
            BucketAccess access, Buckets buckets, List<String> regions, Zones zones, NewBuckets newBuckets) {
        this.access = access;
        this.buckets = buckets;
        this.regions = List.copyOf(regions);
        this.newBuckets = newBuckets;
        this.directories = new CreateDirectoryBucket(access, buckets, regions, zones);
    }

    @Override
    public Reply handle(S3Request request, RequestedBucket requested) throws IOException {
        if (DirectoryName.is(request.bucket())) {
            return directories.handle(request, requested);
        }
        var arn = "arn:aws:s3:::" + request.bucket();
        var asked = NewBucketTags.asked(request);
        access.checkAccount(request, arn, S3Operation.actions(request), asked);
        var owner = request.principal().accountId();
        BucketName.check(request.bucket());
        var settings = settings(request);
        var body = ConfigurationBody.read(request);
        var region = region(request.context().region(), location(body));
        var tags = NewBucketTags.of(body);
        if (!tags.pairs().isEmpty()) {
            access.checkAccount(request, arn, List.of("s3:TagResource"), asked);
        }
        var existing = buckets.create(
                request.bucket(), owner, region, settings, newBuckets.encryption(), Optional.empty(), tags);
        if (existing.isPresent() && !existing.get().owner().equals(owner)) {
            throw S3Error.BUCKET_ALREADY_EXISTS.refusal().with("BucketName", request.bucket());
        }
        // In us-east-1 making one's own bucket again is a success if no tags come with it, and gives it the list
        // of a new one; everywhere else it is a conflict.
        if (existing.isPresent() && (!region.equals(CLASSIC) || !tags.pairs().isEmpty())) {
            throw S3Error.BUCKET_ALREADY_OWNED_BY_YOU.refusal().with("BucketName", request.bucket());
        }
        if (existing.isPresent()) {
            access.lists().reset(request, existing.get(), buckets);
        }
        return Reply.empty(200).with("location", "/" + request.bucket()).with("x-amz-bucket-arn", arn);
    }

    /// Object Lock needs versioning, so that it is enabled with it.
    private BucketSettings settings(S3Request request) throws IOException {
        var settings = newBuckets.settings();
        var ownership = request.header("x-amz-object-ownership");
        if (ownership.isPresent()) {
            settings = settings.with(Ownership.named(ownership.get())
                    .orElseThrow(() -> S3Error.INVALID_ARGUMENT
                            .saying("Invalid x-amz-object-ownership header: " + Clipped.of(ownership.get()))
                            .with("ArgumentName", "x-amz-object-ownership")));
        }
        boolean lock = request.header(OBJECT_LOCK)
                .map(value -> isTrue(OBJECT_LOCK, value))
                .orElse(false);
        if (lock) {
            settings = settings.with(Versioning.ENABLED).with(new LockSettings(true, Optional.empty()));
        }
        request.header("x-amz-bucket-namespace")
                .filter(namespace -> !namespace.equals("global"))
                .ifPresent(namespace -> {
                    throw S3Error.notImplementedHeader("x-amz-bucket-namespace");
                });
        return access.lists().ofNewBucket(request, settings, request.principal().accountId());
    }

    private static String location(RequestDocument body) {
        if (body.isEmpty()) {
            return "";
        }
        var root = body.root().only("LocationConstraint", "Location", "Bucket", "Tags");
        if (root.one("Location").isPresent() || root.one("Bucket").isPresent()) {
            throw S3Error.INVALID_BUCKET_NAME.saying("The name of a directory bucket ends with --ZONE--x-s3.");
        }
        return root.text("LocationConstraint").orElse("");
    }

    /// The bucket's region: `us-east-1` need not be named and takes buckets for every region of this server; every
    /// other region makes its own buckets only.
    private String region(String signed, String constraint) {
        boolean classic = signed.equals(CLASSIC);
        var named = constraint.equals("EU") ? "eu-west-1" : constraint; // its name before there were others in Europe
        if (constraint.isEmpty() && classic) {
            return signed;
        }
        if (named.equals(signed) || (classic && regions.contains(named))) {
            return named;
        }
        if (classic && !ListBuckets.isRegion(named)) {
            throw S3Error.INVALID_LOCATION_CONSTRAINT.refusal().with("LocationConstraint", constraint);
        }
        throw constraint.isEmpty()
                ? S3Error.ILLEGAL_LOCATION_CONSTRAINT.refusal()
                : S3Error.ILLEGAL_LOCATION_CONSTRAINT.saying("The " + constraint
                        + " location constraint is incompatible for the region specific endpoint this request was"
                        + " sent to.");
    }

    /// A lock that somebody asked for must not be missing because of how they wrote it.
    private static boolean isTrue(String header, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false", "" -> false;
            default ->
                throw S3Error.invalidArgument(
                        "The value of this header must be true or false.", header, Clipped.of(value));
        };
    }
}
