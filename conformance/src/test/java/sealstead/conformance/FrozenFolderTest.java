package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.server.Config;
import sealstead.server.FolderResealing;
import sealstead.server.Setting;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// A data folder that an earlier version wrote is opened by this one and read back whole. A folder is frozen
/// once and never made again: a new format gets a folder of its own beside the old ones.
///
/// `-Dsealstead.frozen=NAME` writes `src/test/resources/frozen/NAME.zip` with the code as it stands.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class FrozenFolderTest {
    private static final String BUCKET = "frozen";
    private static final String CLASSES = "frozen-classes";
    private static final String POLICY =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"frozen\",\"Effect\":\"Deny\",\"Principal\":\"*\","
                    + "\"Action\":\"s3:DeleteBucket\",\"Resource\":\"arn:aws:s3:::frozen\"}]}";
    /// One whose ciphertext stands in its record, one beside it, one in a file.
    private static final int[] SIZES = {100, 5000, 34_500};

    @TempDir
    private Path folder;

    private static byte[] content(String name, int size) {
        var bytes = new byte[size];
        new Random(name.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private static String name(Kind kind, int size, String when) {
        return kind + "/" + size + "/" + when;
    }

    @Test
    @EnabledIfSystemProperty(named = "sealstead.frozen", matches = ".+")
    void freeze() throws IOException {
        var facts = new Properties();
        try (var server = new LocalServer(
                        Map.of(Setting.DATA, folder.resolve("data").toString()));
                var s3 = server.plainS3();
                var kms = server.kms()) {
            keys(facts, kms);
            objects(facts, s3, kms);
            directory(facts, server);
            identities(facts, server);
            classes(facts, s3);
        }
        var target = Path.of("src/test/resources/frozen", System.getProperty("sealstead.frozen") + ".zip");
        Files.createDirectories(target.getParent());
        try (var out = Files.newOutputStream(target)) {
            zip(out, facts);
        }
    }

    private static void keys(Properties facts, KmsClient kms) {
        var key = kms.createKey(
                        b -> b.description("frozen").tags(t -> t.tagKey("Team").tagValue("ice")))
                .keyMetadata()
                .arn();
        facts.setProperty("key", key);
        kms.createAlias(b -> b.aliasName("alias/frozen").targetKeyId(key));
        kms.enableKeyRotation(b -> b.keyId(key).rotationPeriodInDays(400));
        facts.setProperty(
                "grant",
                kms.createGrant(b -> b.keyId(key)
                                .granteePrincipal("arn:aws:iam::" + LocalServer.ACCOUNT + ":root")
                                .constraints(c -> c.encryptionContextSubset(Map.of("a", "b")))
                                .operations(GrantOperation.DECRYPT))
                        .grantId());
        facts.setProperty("blob", blob(kms, key));
    }

    private static String blob(KmsClient kms, String key) {
        return java.util.HexFormat.of()
                .formatHex(kms.encrypt(b -> b.keyId(key)
                                .plaintext(SdkBytes.fromUtf8String("frozen"))
                                .encryptionContext(Map.of("a", "b")))
                        .ciphertextBlob()
                        .asByteArray());
    }

    private static void objects(Properties facts, S3Client s3, KmsClient kms) {
        var key = facts.getProperty("key");
        s3.createBucket(b -> b.bucket(BUCKET).objectLockEnabledForBucket(true));
        s3.putBucketEncryption(b -> b.bucket(BUCKET)
                .serverSideEncryptionConfiguration(c -> c.rules(r -> r.bucketKeyEnabled(true)
                        .applyServerSideEncryptionByDefault(
                                d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID(key))
                        .blockedEncryptionTypes(t -> t.encryptionTypeWithStrings("NONE")))));
        s3.putBucketPolicy(b -> b.bucket(BUCKET).policy(POLICY));
        s3.putBucketTagging(b ->
                b.bucket(BUCKET).tagging(t -> t.tagSet(tag -> tag.key("a").value("b"))));
        for (var when : List.of("first", "second", "third")) {
            for (var kind : Kind.values()) {
                for (int size : SIZES) {
                    var name = name(kind, size, when);
                    s3.putObject(
                            kind.on(
                                            PutObjectRequest.builder()
                                                    .bucket(BUCKET)
                                                    .key(name)
                                                    .metadata(Map.of("m", when))
                                                    .tagging("t=" + when),
                                            key)
                                    .build(),
                            RequestBody.fromBytes(content(name, size)));
                }
            }
            if (!when.equals("third")) {
                kms.rotateKeyOnDemand(b -> b.keyId(key));
            }
        }
        for (int i = 0; i < 3; i++) {
            var body = content("version" + i, 200);
            facts.setProperty(
                    "version" + i,
                    s3.putObject(b -> b.bucket(BUCKET).key("versions"), RequestBody.fromBytes(body))
                            .versionId());
        }
        facts.setProperty(
                "marker", s3.deleteObject(b -> b.bucket(BUCKET).key("versions")).versionId());
        s3.putObject(
                b -> b.bucket(BUCKET).key("held").objectLockLegalHoldStatus("ON"),
                RequestBody.fromBytes(content("held", 10)));
        var open = s3.createMultipartUpload(b -> b.bucket(BUCKET).key("open").metadata(Map.of("m", "open")))
                .uploadId();
        facts.setProperty("open", open);
        facts.setProperty("open.part", part(s3, "open", open));
        var done = s3.createMultipartUpload(b -> b.bucket(BUCKET).key("parts")).uploadId();
        complete(s3, "parts", done, part(s3, "parts", done));
    }

    private static String part(S3Client s3, String key, String upload) {
        return s3.uploadPart(
                        b -> b.bucket(BUCKET).key(key).uploadId(upload).partNumber(1),
                        RequestBody.fromBytes(content(key, 50_000)))
                .eTag();
    }

    private static void complete(S3Client s3, String key, String upload, String etag) {
        var part = CompletedPart.builder().partNumber(1).eTag(etag).build();
        s3.completeMultipartUpload(
                b -> b.bucket(BUCKET).key(key).uploadId(upload).multipartUpload(m -> m.parts(part)));
    }

    private static void directory(Properties facts, LocalServer server) throws IOException {
        try (var express = DirectoryBuckets.client(server)) {
            var bucket = DirectoryBuckets.create(express, "frozen");
            facts.setProperty("directory", bucket);
            express.putObject(b -> b.bucket(bucket).key("a/appended"), RequestBody.fromBytes(content("append1", 30)));
            express.putObject(
                    b -> b.bucket(bucket).key("a/appended").writeOffsetBytes(30L),
                    RequestBody.fromBytes(content("append2", 40_000)));
            express.putObject(b -> b.bucket(bucket).key("a/old"), RequestBody.fromBytes(content("renamed", 500)));
            express.renameObject(b -> b.bucket(bucket).key("b/new").renameSource("/" + bucket + "/a/old"));
        }
    }

    private static void identities(Properties facts, LocalServer server) {
        var world = new IamWorld(server);
        var user = world.user("iceman", IamWorld.allow("s3:Get*", "*"));
        facts.setProperty("access-key", user.accessKeyId());
        facts.setProperty("secret", user.secretAccessKey());
        world.asRoot(iam -> {
            iam.createRole(r -> r.roleName("cold")
                    .tags(t -> t.key("team").value("ice"))
                    .assumeRolePolicyDocument(
                            IamWorld.trust("{\"AWS\":\"arn:aws:iam::" + LocalServer.ACCOUNT + ":user/iceman\"}", "")));
            iam.putRolePolicy(r -> r.roleName("cold").policyName("p").policyDocument(IamWorld.allow("s3:*", "*")));
            var policy = iam.createPolicy(
                            p -> p.policyName("managed").policyDocument(IamWorld.allow("sts:AssumeRole", "*")))
                    .policy()
                    .arn();
            iam.attachUserPolicy(a -> a.userName("iceman").policyArn(policy));
            iam.createGroup(g -> g.groupName("floe"));
            iam.addUserToGroup(g -> g.groupName("floe").userName("iceman"));
        });
    }

    /// What came later than the first folders: storage classes, lists, and more documents of a bucket.
    private static void classes(Properties facts, S3Client s3) {
        s3.createBucket(b -> b.bucket(CLASSES).objectOwnership(ObjectOwnership.OBJECT_WRITER));
        s3.deletePublicAccessBlock(b -> b.bucket(CLASSES));
        s3.putBucketAcl(b -> b.bucket(CLASSES).acl(BucketCannedACL.AUTHENTICATED_READ));
        s3.putBucketCors(b -> b.bucket(CLASSES)
                .corsConfiguration(
                        c -> c.corsRules(r -> r.allowedMethods("GET").allowedOrigins("https://frozen.example"))));
        s3.putBucketLifecycleConfiguration(b -> b.bucket(CLASSES)
                .lifecycleConfiguration(c -> c.rules(r -> r.id("later")
                        .status(ExpirationStatus.ENABLED)
                        .filter(f -> f.prefix("old/"))
                        .expiration(e -> e.days(3650)))));
        s3.putBucketMetricsConfiguration(b -> b.bucket(CLASSES).id("all").metricsConfiguration(c -> c.id("all")));
        for (var storage : List.of("STANDARD_IA", "GLACIER", "DEEP_ARCHIVE")) {
            s3.putObject(
                    b -> b.bucket(CLASSES).key(storage).storageClass(storage),
                    RequestBody.fromBytes(content(storage, 300)));
        }
        s3.restoreObject(b -> b.bucket(CLASSES).key("DEEP_ARCHIVE").restoreRequest(r -> r.days(3650)));
        s3.putObject(
                b -> b.bucket(CLASSES).key("listed").acl(ObjectCannedACL.PUBLIC_READ),
                RequestBody.fromBytes(content("listed", 40)));
        var open = s3.createMultipartUpload(b ->
                        b.bucket(CLASSES).key("open").storageClass("ONEZONE_IA").acl(ObjectCannedACL.PUBLIC_READ))
                .uploadId();
        facts.setProperty(CLASSES, open);
        facts.setProperty(
                CLASSES + ".part",
                s3.uploadPart(
                                b -> b.bucket(CLASSES)
                                        .key("open")
                                        .uploadId(open)
                                        .partNumber(1),
                                RequestBody.fromBytes(content("open", 60)))
                        .eTag());
    }

    private static void checkClasses(Properties facts, S3Client s3) {
        assertThat(s3.getBucketAcl(b -> b.bucket(CLASSES)).grants())
                .extracting(grant -> grant.grantee().uri() + " " + grant.permissionAsString())
                .contains("http://acs.amazonaws.com/groups/global/AuthenticatedUsers READ");
        assertThat(s3.getBucketCors(b -> b.bucket(CLASSES))
                        .corsRules()
                        .getFirst()
                        .allowedOrigins())
                .containsExactly("https://frozen.example");
        assertThat(s3.getBucketLifecycleConfiguration(b -> b.bucket(CLASSES))
                        .rules()
                        .getFirst()
                        .expiration()
                        .days())
                .isEqualTo(3650);
        assertThat(s3.listBucketMetricsConfigurations(b -> b.bucket(CLASSES)).metricsConfigurationList())
                .extracting(metrics -> metrics.id())
                .containsExactly("all");
        var warm = s3.getObjectAsBytes(b -> b.bucket(CLASSES).key("STANDARD_IA"));
        assertThat(warm.response().storageClassAsString()).isEqualTo("STANDARD_IA");
        assertThat(warm.asByteArray()).isEqualTo(content("STANDARD_IA", 300));
        assertThat(s3.headObject(b -> b.bucket(CLASSES).key("GLACIER")).storageClassAsString())
                .isEqualTo("GLACIER");
        assertThatThrownBy(() -> s3.getObjectAsBytes(b -> b.bucket(CLASSES).key("GLACIER")))
                .isInstanceOf(InvalidObjectStateException.class);
        var deep = s3.headObject(b -> b.bucket(CLASSES).key("DEEP_ARCHIVE"));
        assertThat(deep.storageClassAsString()).isEqualTo("DEEP_ARCHIVE");
        assertThat(deep.restore()).contains("expiry-date");
        assertThat(s3.getObjectAsBytes(b -> b.bucket(CLASSES).key("DEEP_ARCHIVE"))
                        .asByteArray())
                .isEqualTo(content("DEEP_ARCHIVE", 300));
        var part = CompletedPart.builder()
                .partNumber(1)
                .eTag(facts.getProperty(CLASSES + ".part"))
                .build();
        s3.completeMultipartUpload(b -> b.bucket(CLASSES)
                .key("open")
                .uploadId(facts.getProperty(CLASSES))
                .multipartUpload(m -> m.parts(part)));
        var opened = s3.getObjectAsBytes(b -> b.bucket(CLASSES).key("open"));
        assertThat(opened.asByteArray()).isEqualTo(content("open", 60));
        assertThat(opened.response().storageClassAsString()).isEqualTo("ONEZONE_IA");
        for (var key : List.of("listed", "open")) {
            assertThat(s3.getObjectAcl(b -> b.bucket(CLASSES).key(key)).grants())
                    .as(key)
                    .extracting(grant -> grant.grantee().uri() + " " + grant.permissionAsString())
                    .contains("http://acs.amazonaws.com/groups/global/AllUsers READ");
        }
    }

    private void zip(OutputStream out, Properties facts) throws IOException {
        try (var zip = new ZipOutputStream(out);
                var files = Files.walk(folder)) {
            var sorted = new ArrayList<>(files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(folder.resolve("data/reserve")))
                    .sorted()
                    .toList());
            for (var file : sorted) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, zip);
            }
            zip.putNextEntry(new ZipEntry("facts.properties"));
            facts.store(zip, null);
        }
    }

    private Properties unzip(String name) throws IOException {
        var facts = new Properties();
        try (InputStream in = FrozenFolderTest.class.getResourceAsStream("/frozen/" + name + ".zip");
                var zip = new ZipInputStream(java.util.Objects.requireNonNull(in))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals("facts.properties")) {
                    facts.load(zip);
                    continue;
                }
                var file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
                Files.setPosixFilePermissions(
                        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            }
        }
        return facts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-29", "2026-11-29-store-key", "2026-11-29-classes"})
    void a_frozen_folder_is_read_back_whole(String name) throws IOException {
        var facts = unzip(name);
        try (var server = new LocalServer(
                        Map.of(Setting.DATA, folder.resolve("data").toString()));
                var s3 = server.plainS3();
                var kms = server.kms()) {
            server.server().time().accept();
            checkKeys(facts, kms);
            checkObjects(facts, s3);
            checkVersions(facts, s3);
            checkDirectory(facts, server);
            checkIdentities(facts, server);
            if (facts.containsKey(CLASSES)) {
                checkClasses(facts, s3);
            }
        }
    }

    /// Before there were store keys a root key was what everything is derived from, and it stays that when it
    /// is rotated.
    @ParameterizedTest
    @ValueSource(strings = "2026-11-29")
    void a_frozen_folder_whose_root_key_is_rotated_is_read_back_whole(String name) throws IOException {
        var facts = unzip(name);
        var rootKey = folder.resolve("data.root-key");
        var old = Files.readString(rootKey);
        var data = Map.of(Setting.DATA, folder.resolve("data").toString());
        try (var server = new LocalServer(data)) {
            assertThat(Administration.ask(server, "GET admin/root-key")
                            .document()
                            .path("storeKeyUnder"))
                    .isEmpty();
            assertThat(folder.resolve("data/format")).hasContent("sealstead-data 1");
            var rotated = Administration.ask(server, "POST admin/root-key/rotate");
            assertThat(rotated.status()).as(rotated.document().toString()).isEqualTo(200);
            assertThat(rotated.document().path("storeKeyIsRootKey").asBoolean()).isTrue();
            assertThat(rotated.document().path("storeKeyId"))
                    .isEqualTo(rotated.document().path("previousRootKeyId"));
            assertThat(folder.resolve("data/format")).hasContent("sealstead-data 2");
        }
        try (var server = new LocalServer(data);
                var s3 = server.plainS3();
                var kms = server.kms()) {
            server.server().time().accept();
            checkKeys(facts, kms);
            checkObjects(facts, s3);
            checkVersions(facts, s3);
            checkDirectory(facts, server);
            checkIdentities(facts, server);
            if (facts.containsKey(CLASSES)) {
                checkClasses(facts, s3);
            }
            assertThat(Administration.ask(server, "GET admin/audit/verify")
                            .document()
                            .path("faults"))
                    .isEmpty();
        }
        Files.writeString(rootKey, old);
        assertThatThrownBy(() -> new LocalServer(data)).hasMessageContaining("is under root key");
    }

    /// Only this takes the old root key out of a folder that began before there were store keys.
    @ParameterizedTest
    @ValueSource(strings = {"2026-11-29", "2026-11-29-store-key"})
    void a_frozen_folder_that_is_resealed_is_read_back_whole(String name) throws IOException {
        var facts = unzip(name);
        var data = Map.of(Setting.DATA, folder.resolve("data").toString());
        new LocalServer(data).close(); // which closes the trail
        var to = folder.resolve("resealed");
        var report = new FolderResealing(Config.load(data, Map.of()), to).run();
        assertThat(report.old()).isZero();
        try (var server = new LocalServer(Map.of(Setting.DATA, to.toString()));
                var s3 = server.plainS3();
                var kms = server.kms()) {
            server.server().time().accept();
            checkKeys(facts, kms);
            checkObjects(facts, s3);
            checkVersions(facts, s3);
            checkDirectory(facts, server);
            checkIdentities(facts, server);
            if (facts.containsKey(CLASSES)) {
                checkClasses(facts, s3);
            }
            var state = Administration.ask(server, "GET admin/root-key").document();
            assertThat(state.path("storeKeyIsRootKey").asBoolean()).isFalse();
            assertThat(Administration.ask(server, "GET admin/audit/verify")
                            .document()
                            .path("faults"))
                    .isEmpty();
        }
    }

    private static void checkKeys(Properties facts, KmsClient kms) {
        var key = kms.describeKey(b -> b.keyId("alias/frozen")).keyMetadata();
        assertThat(key.arn()).isEqualTo(facts.getProperty("key"));
        assertThat(key.description()).isEqualTo("frozen");
        assertThat(kms.listKeyRotations(b -> b.keyId(key.arn())).rotations()).hasSize(2);
        assertThat(kms.getKeyRotationStatus(b -> b.keyId(key.arn())).rotationPeriodInDays())
                .isEqualTo(400);
        assertThat(kms.listResourceTags(b -> b.keyId(key.arn())).tags())
                .extracting(tag -> tag.tagKey() + "=" + tag.tagValue())
                .containsExactly("Team=ice");
        var grant = kms.listGrants(b -> b.keyId(key.arn())).grants().getFirst();
        assertThat(grant.grantId()).isEqualTo(facts.getProperty("grant"));
        assertThat(grant.constraints().encryptionContextSubset()).isEqualTo(Map.of("a", "b"));
        var blob = java.util.HexFormat.of().parseHex(facts.getProperty("blob"));
        assertThat(kms.decrypt(b ->
                                b.ciphertextBlob(SdkBytes.fromByteArray(blob)).encryptionContext(Map.of("a", "b")))
                        .plaintext()
                        .asUtf8String())
                .isEqualTo("frozen");
    }

    private static void checkObjects(Properties facts, S3Client s3) {
        for (var when : List.of("first", "second", "third")) {
            for (var kind : Kind.values()) {
                for (int size : SIZES) {
                    var name = name(kind, size, when);
                    var got = s3.getObjectAsBytes(
                            kind.on(GetObjectRequest.builder().bucket(BUCKET).key(name))
                                    .build());
                    assertThat(got.asByteArray()).as(name).isEqualTo(content(name, size));
                    var head = s3.headObject(
                            kind.on(HeadObjectRequest.builder().bucket(BUCKET).key(name))
                                    .build());
                    assertThat(head.metadata()).as(name).isEqualTo(Map.of("m", when));
                    assertThat(head.ssekmsKeyId())
                            .as(name)
                            .isEqualTo(
                                    switch (kind) {
                                        case SSE_S3, SSE_C -> null;
                                        case SSE_KMS_MANAGED -> head.ssekmsKeyId();
                                        default -> facts.getProperty("key");
                                    });
                    assertThat(s3.getObjectTagging(b -> b.bucket(BUCKET).key(name))
                                    .tagSet()
                                    .getFirst()
                                    .value())
                            .isEqualTo(when);
                }
            }
        }
        assertThat(s3.getBucketPolicy(b -> b.bucket(BUCKET)).policy()).contains("s3:DeleteBucket");
        assertThat(s3.getBucketTagging(b -> b.bucket(BUCKET))
                        .tagSet()
                        .getFirst()
                        .key())
                .isEqualTo("a");
        var rule = s3.getBucketEncryption(b -> b.bucket(BUCKET))
                .serverSideEncryptionConfiguration()
                .rules()
                .getFirst();
        assertThat(rule.bucketKeyEnabled()).isTrue();
        assertThat(rule.applyServerSideEncryptionByDefault().kmsMasterKeyID()).isEqualTo(facts.getProperty("key"));
        assertThat(s3.getObjectLegalHold(b -> b.bucket(BUCKET).key("held"))
                        .legalHold()
                        .statusAsString())
                .isEqualTo("ON");
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("parts")).asByteArray())
                .isEqualTo(content("parts", 50_000));
        complete(s3, "open", facts.getProperty("open"), facts.getProperty("open.part"));
        var opened = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("open"));
        assertThat(opened.asByteArray()).isEqualTo(content("open", 50_000));
        assertThat(opened.response().metadata()).isEqualTo(Map.of("m", "open"));
    }

    private static void checkVersions(Properties facts, S3Client s3) {
        for (int i = 0; i < 3; i++) {
            var id = facts.getProperty("version" + i);
            assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("versions").versionId(id))
                            .asByteArray())
                    .isEqualTo(content("version" + i, 200));
        }
        var listed = s3.listObjectVersions(b -> b.bucket(BUCKET).prefix("versions"));
        assertThat(listed.deleteMarkers())
                .extracting(marker -> marker.versionId() + marker.isLatest())
                .containsExactly(facts.getProperty("marker") + "true");
        assertThat(listed.versions()).hasSize(3);
    }

    private static void checkDirectory(Properties facts, LocalServer server) {
        var bucket = facts.getProperty("directory");
        try (var express = DirectoryBuckets.client(server)) {
            var appended = express.getObjectAsBytes(b -> b.bucket(bucket).key("a/appended"))
                    .asByteArray();
            assertThat(java.util.Arrays.copyOf(appended, 30)).isEqualTo(content("append1", 30));
            assertThat(java.util.Arrays.copyOfRange(appended, 30, appended.length))
                    .isEqualTo(content("append2", 40_000));
            assertThat(express.getObjectAsBytes(b -> b.bucket(bucket).key("b/new"))
                            .asByteArray())
                    .isEqualTo(content("renamed", 500));
            assertThat(express.listObjectsV2(b -> b.bucket(bucket)).contents())
                    .extracting(object -> object.key())
                    .containsExactlyInAnyOrder("a/appended", "b/new");
        }
    }

    private static void checkIdentities(Properties facts, LocalServer server) throws IOException {
        var user = AwsBasicCredentials.create(facts.getProperty("access-key"), facts.getProperty("secret"));
        var world = new IamWorld(server);
        try (var sts = world.sts(user)) {
            assertThat(sts.getCallerIdentity().arn()).endsWith(":user/iceman");
            assertThat(sts.assumeRole(r -> r.roleArn("arn:aws:iam::" + LocalServer.ACCOUNT + ":role/cold")
                                    .roleSessionName("again"))
                            .credentials()
                            .sessionToken())
                    .isNotEmpty();
        }
        world.asRoot(iam -> {
            assertThat(iam.listGroupsForUser(g -> g.userName("iceman")).groups())
                    .hasSize(1);
            assertThat(iam.listAttachedUserPolicies(p -> p.userName("iceman")).attachedPolicies())
                    .hasSize(1);
            assertThat(java.net.URLDecoder.decode(
                            iam.getRolePolicy(r -> r.roleName("cold").policyName("p"))
                                    .policyDocument(),
                            StandardCharsets.UTF_8))
                    .isEqualTo(IamWorld.allow("s3:*", "*"));
        });
    }
}
