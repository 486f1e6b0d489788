package sealstead.conformance;

import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketType;
import software.amazon.awssdk.services.s3.model.DataRedundancy;
import software.amazon.awssdk.services.s3.model.LocationType;

/// Directory buckets for tests.
final class DirectoryBuckets {
    static final String ZONE = "use1-az4";

    private DirectoryBuckets() {}

    /// The name of a directory bucket in the server's zone.
    static String name(String base) {
        return base + "--" + ZONE + "--x-s3";
    }

    /// A client that signs with an identity's own credentials, as it must to make a directory bucket.
    static S3Client client(LocalServer server) {
        return S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .disableS3ExpressSessionAuth(true)
                .build();
    }

    /// Makes a bucket.
    ///
    /// @return its name
    static String create(S3Client s3, String base) {
        var bucket = name(base);
        s3.createBucket(b -> b.bucket(bucket)
                .createBucketConfiguration(c -> c.location(
                                l -> l.type(LocationType.AVAILABILITY_ZONE).name(ZONE))
                        .bucket(i ->
                                i.type(BucketType.DIRECTORY).dataRedundancy(DataRedundancy.SINGLE_AVAILABILITY_ZONE))));
        return bucket;
    }
}
