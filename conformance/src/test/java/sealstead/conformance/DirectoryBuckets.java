package sealstead.conformance;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketType;
import software.amazon.awssdk.services.s3.model.DataRedundancy;
import software.amazon.awssdk.services.s3.model.LocationType;

/// Directory buckets for tests, and clients that come to them with the credentials of an identity.
final class DirectoryBuckets {
    private DirectoryBuckets() {}

    static S3Client client(LocalServer server) {
        return client(server, LocalServer.credentials(), LocalServer.REGION);
    }

    static S3Client client(LocalServer server, AwsCredentialsProvider credentials, String region) {
        return S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(region))
                .credentialsProvider(credentials)
                .overrideConfiguration(c -> c.executionInterceptors(Endpoint.interceptors()))
                .disableS3ExpressSessionAuth(true)
                .build();
    }

    /// Makes a bucket in an Availability Zone.
    ///
    /// @return its full name
    static String create(S3Client s3, String base) {
        var name = Express.name(base);
        create(s3, name, "use1-az4", false);
        return name;
    }

    static void create(S3Client s3, String name, String zone, boolean local) {
        s3.createBucket(b -> b.bucket(name)
                .createBucketConfiguration(c -> c.location(
                                l -> l.type(local ? LocationType.LOCAL_ZONE : LocationType.AVAILABILITY_ZONE)
                                        .name(zone))
                        .bucket(k -> k.type(BucketType.DIRECTORY)
                                .dataRedundancy(
                                        local
                                                ? DataRedundancy.SINGLE_LOCAL_ZONE
                                                : DataRedundancy.SINGLE_AVAILABILITY_ZONE))));
    }

    /// A request to a directory bucket that no SDK would send.
    static Raw request(LocalServer server, String method, String target) {
        return Raw.request(server.endpoint(), method, target).service("s3express");
    }
}
