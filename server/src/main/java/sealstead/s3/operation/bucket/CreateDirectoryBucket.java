package sealstead.s3.operation.bucket;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sealstead.encryption.BucketEncryption;
import sealstead.s3.AclHeaders;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.DirectoryName;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.BucketSettings;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DirectoryBucket;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.bucket.Zone;
import sealstead.s3.bucket.Zones;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;

/// PUT /{bucket} with the name of a directory bucket: a new bucket in one zone. Public access is blocked and
/// ACLs are off for good; its default encryption is SSE-S3 until another is put.
final class CreateDirectoryBucket {
    private static final List<String> HEADERS =
            AclHeaders.and("x-amz-bucket-object-lock-enabled", "x-amz-object-ownership", "x-amz-bucket-namespace");

    private final BucketAccess access;
    private final Buckets buckets;
    private final List<String> regions;
    private final Zones zones;

    CreateDirectoryBucket(BucketAccess access, Buckets buckets, List<String> regions, Zones zones) {
        this.access = access;
        this.buckets = buckets;
        this.regions = List.copyOf(regions);
        this.zones = zones;
    }

    Reply handle(S3Request request, RequestedBucket requested) throws IOException {
        var name = request.bucket();
        var owner = request.principal().accountId();
        var region = request.context().region();
        var asked = NewBucketTags.asked(request);
        access.checkNewDirectory(request, "s3express:CreateBucket", asked);
        for (var header : HEADERS) {
            if (request.header(header).isPresent()) {
                throw S3Error.notImplementedHeader(header);
            }
        }
        if (!DirectoryName.isWellFormed(name)) {
            throw S3Error.INVALID_BUCKET_NAME.refusal().with("BucketName", name);
        }
        var body = ConfigurationBody.read(request);
        if (body.isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying(
                    "A directory bucket needs a CreateBucketConfiguration with its Location and Bucket.");
        }
        var root = body.root().only("LocationConstraint", "Location", "Bucket", "Tags");
        var zone = zone(root, name, region);
        var tags = NewBucketTags.of(body);
        if (!tags.pairs().isEmpty()) {
            access.checkNewDirectory(request, "s3express:TagResource", asked);
        }
        var directory = new DirectoryBucket(zone, "");
        var existing = buckets.create(
                name, owner, region, BucketSettings.NEW, BucketEncryption.base(), Optional.of(directory), tags);
        if (existing.isPresent()) {
            throw (existing.get().owner().equals(owner)
                            ? S3Error.BUCKET_ALREADY_OWNED_BY_YOU
                            : S3Error.BUCKET_ALREADY_EXISTS)
                    .refusal()
                    .with("BucketName", name);
        }
        var made = requested.find().orElseThrow(() -> S3Error.noSuchBucket(name));
        return Reply.empty(200).with("location", "/" + name).with("x-amz-bucket-arn", made.arn());
    }

    private Zone zone(XmlElement root, String name, String region) {
        if (root.one("LocationConstraint").isPresent()) {
            throw S3Error.INVALID_REQUEST.saying("A directory bucket takes a Location and no LocationConstraint.");
        }
        var location = root.one("Location")
                .orElseThrow(() -> S3Error.INVALID_REQUEST.saying("A directory bucket needs a Location."))
                .only("Type", "Name");
        var bucket = root.one("Bucket")
                .orElseThrow(() ->
                        S3Error.INVALID_REQUEST.saying("A directory bucket needs a Bucket of the type" + " Directory."))
                .only("Type", "DataRedundancy");
        if (!bucket.text("Type").equals(Optional.of("Directory"))) {
            throw S3Error.INVALID_REQUEST.saying("The Type of a directory bucket is Directory.");
        }
        var type = location.text("Type").flatMap(Zone.Type::named).orElseThrow(MalformedXmlException::new);
        var id = location.text("Name").orElseThrow(MalformedXmlException::new);
        if (!id.equals(DirectoryName.zoneId(name))) {
            throw S3Error.INVALID_REQUEST.saying("The Name of the Location is not the zone in the bucket's name.");
        }
        var zone = zones.find(id, region, regions)
                .filter(known -> known.type() == type)
                .orElseThrow(() -> S3Error.INVALID_REQUEST.saying(
                        "There is no " + type.wireName() + " " + id + " in the region " + region + "."));
        if (bucket.text("DataRedundancy")
                .filter(redundancy -> !redundancy.equals(type.redundancy()))
                .isPresent()) {
            throw S3Error.INVALID_REQUEST.saying(
                    "The DataRedundancy of a bucket in a " + type.wireName() + " is " + type.redundancy() + ".");
        }
        return zone;
    }
}
