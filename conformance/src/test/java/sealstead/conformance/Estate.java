package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.Tag;

/// Something of everything that a store can have, made once and looked at on whatever server has it later.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class Estate {
    private static final String BUCKET = "estate";
    private static final String VERSIONS = "estate-versions";
    private static final String USER = "tenant";
    /// Inline, at the border of one, of several parts of the copy, and nothing.
    private static final List<Integer> SIZES = List.of(0, 1, 33_000, 70_000, 1_200_000);

    private static final int PART_BYTES = 5 * 1024 * 1024;
    private static final int OLD_VERSIONS = 20;

    private final Map<String, byte[]> objects = new TreeMap<>();
    private final String key;
    private final String directory;
    private final String uploadId;
    private final String partTag;
    private final AccessKey user;
    private final byte[] wrapped;
    private boolean completed;

    Estate(URI endpoint) {
        try (var s3 = ChildServer.s3(endpoint);
                var kms = ChildServer.kms(endpoint);
                var iam = iam(endpoint)) {
            key = kms.createKey().keyMetadata().arn();
            kms.createAlias(b -> b.aliasName("alias/estate").targetKeyId(key));
            wrapped = kms.encrypt(
                            b -> b.keyId(key).plaintext(software.amazon.awssdk.core.SdkBytes.fromUtf8String("kept")))
                    .ciphertextBlob()
                    .asByteArray();
            s3.createBucket(b -> b.bucket(BUCKET));
            s3.putBucketEncryption(b -> b.bucket(BUCKET)
                    .serverSideEncryptionConfiguration(
                            c -> c.rules(r -> r.blockedEncryptionTypes(t -> t.encryptionTypeWithStrings("NONE")))));
            for (var kind : Kind.values()) {
                for (int size : SIZES) {
                    var name = kind + "/" + size;
                    put(s3, kind, name, bytes(name, size));
                }
            }
            s3.createBucket(b -> b.bucket(VERSIONS));
            s3.putBucketVersioning(
                    b -> b.bucket(VERSIONS).versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
            for (int i = 0; i < OLD_VERSIONS; i++) {
                var body = bytes("v" + i, i % 10 == 0 ? 80_000 : 3000);
                s3.putObject(b -> b.bucket(VERSIONS).key("often"), RequestBody.fromBytes(body));
            }
            s3.putObjectTagging(b -> b.bucket(VERSIONS)
                    .key("often")
                    .tagging(t ->
                            t.tagSet(Tag.builder().key("of").value("estate").build())));
            s3.putObject(b -> b.bucket(VERSIONS).key("gone"), RequestBody.fromString("once"));
            s3.deleteObject(b -> b.bucket(VERSIONS).key("gone"));
            uploadId =
                    s3.createMultipartUpload(b -> b.bucket(BUCKET).key("open")).uploadId();
            partTag = s3.uploadPart(
                            b -> b.bucket(BUCKET).key("open").uploadId(uploadId).partNumber(1),
                            RequestBody.fromBytes(bytes("part", PART_BYTES)))
                    .eTag();
            iam.createUser(b -> b.userName(USER));
            iam.putUserPolicy(b -> b.userName(USER)
                    .policyName("reads")
                    .policyDocument(
                            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\","
                                    + "\"Resource\":\"arn:aws:s3:::" + BUCKET + "/*\"}]}"));
            user = iam.createAccessKey(b -> b.userName(USER)).accessKey();
        }
        try (var express = express(endpoint)) {
            directory = DirectoryBuckets.create(express, "estate");
            express.putObject(b -> b.bucket(directory).key("near"), RequestBody.fromBytes(bytes("near", 90_000)));
        }
    }

    static byte[] bytes(String name, int size) {
        var bytes = new byte[size];
        new java.util.Random(name.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private void put(S3Client s3, Kind kind, String name, byte[] body) {
        if (kind == Kind.SSE_C) {
            // The SDK sends a customer's key over TLS only.
            return;
        }
        s3.putObject(
                kind.on(
                                software.amazon.awssdk.services.s3.model.PutObjectRequest.builder()
                                        .bucket(BUCKET)
                                        .key(name),
                                key)
                        .build(),
                RequestBody.fromBytes(body));
        objects.put(name, body);
    }

    private static IamClient iam(URI endpoint) {
        return IamClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .build();
    }

    private static S3Client express(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .disableS3ExpressSessionAuth(true)
                .build();
    }

    /// Everything is there as it was.
    void check(URI endpoint) {
        try (var s3 = ChildServer.s3(endpoint);
                var kms = ChildServer.kms(endpoint);
                var iam = iam(endpoint)) {
            objects.forEach((name, body) -> assertThat(
                            s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(name)).asByteArray())
                    .as(name)
                    .isEqualTo(body));
            var versions = s3.listObjectVersionsPaginator(b -> b.bucket(VERSIONS)).versions().stream()
                    .filter(version -> version.key().equals("often"))
                    .toList();
            assertThat(versions).hasSize(OLD_VERSIONS);
            for (int i = 0; i < OLD_VERSIONS; i++) {
                var version = versions.get(OLD_VERSIONS - 1 - i).versionId();
                assertThat(s3.getObjectAsBytes(
                                        b -> b.bucket(VERSIONS).key("often").versionId(version))
                                .asByteArray())
                        .isEqualTo(bytes("v" + i, i % 10 == 0 ? 80_000 : 3000));
            }
            assertThat(s3.getObjectTagging(b -> b.bucket(VERSIONS).key("often")).tagSet())
                    .hasSize(1);
            assertThat(s3.listObjectVersions(b -> b.bucket(VERSIONS).prefix("gone"))
                            .deleteMarkers())
                    .hasSize(1);
            if (!completed) {
                assertThat(s3.listParts(b -> b.bucket(BUCKET).key("open").uploadId(uploadId))
                                .parts())
                        .extracting(part -> part.eTag())
                        .containsExactly(partTag);
            } else {
                assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("open"))
                                .asByteArray())
                        .startsWith(bytes("part", PART_BYTES))
                        .hasSize(PART_BYTES + 10);
            }
            assertThat(kms.decrypt(b -> b.ciphertextBlob(software.amazon.awssdk.core.SdkBytes.fromByteArray(wrapped)))
                            .plaintext()
                            .asUtf8String())
                    .isEqualTo("kept");
            assertThat(kms.describeKey(b -> b.keyId("alias/estate"))
                            .keyMetadata()
                            .arn())
                    .isEqualTo(key);
            assertThat(iam.listUsers().users())
                    .extracting(each -> each.userName())
                    .contains(USER);
        }
        try (var express = express(endpoint)) {
            assertThat(express.getObjectAsBytes(b -> b.bucket(directory).key("near"))
                            .asByteArray())
                    .isEqualTo(bytes("near", 90_000));
        }
        try (var tenant = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(user.accessKeyId(), user.secretAccessKey())))
                .build()) {
            assertThat(tenant.getObjectAsBytes(b -> b.bucket(BUCKET).key("SSE_S3/1"))
                            .asByteArray())
                    .hasSize(1);
        }
    }

    /// Goes on with the upload that is open.
    void complete(URI endpoint) {
        try (var s3 = ChildServer.s3(endpoint)) {
            var second = s3.uploadPart(
                            b -> b.bucket(BUCKET).key("open").uploadId(uploadId).partNumber(2),
                            RequestBody.fromBytes(new byte[10]))
                    .eTag();
            s3.completeMultipartUpload(b -> b.bucket(BUCKET)
                    .key("open")
                    .uploadId(uploadId)
                    .multipartUpload(m -> m.parts(
                            p -> p.partNumber(1).eTag(partTag),
                            p -> p.partNumber(2).eTag(second))));
        }
        completed = true;
    }
}
