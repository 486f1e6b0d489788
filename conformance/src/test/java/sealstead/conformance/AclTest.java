package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.conformance.People.Person;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;

/// Access control lists across accounts: what they let others do beside policies, and whose an object is.
@Overlay.Defaults
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class AclTest {
    private static final String ACCOUNT = "555566667777";
    private static final String ALL = "http://acs.amazonaws.com/groups/global/AllUsers";

    @Server
    private static LocalServer server;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    private static Person root;
    private static Person user;
    private static Person idle;
    private static Person ownIdle;
    private static S3Client stranger;
    private static String ownId;
    private static String strangerId;
    private static int buckets;

    @BeforeAll
    static void start() throws IOException {
        var people = new People(server);
        root = people.account(ACCOUNT);
        user = people.user(ACCOUNT, "user", allow("s3:*", "*"));
        idle = people.user(ACCOUNT, "idle", "");
        ownIdle = people.user(LocalServer.ACCOUNT, "idle", "");
        stranger = root.s3();
        ownId = id(s3, "ids-own");
        strangerId = id(stranger, own("ids-other"));
    }

    private static String id(S3Client of, String bucket) {
        of.createBucket(b -> b.bucket(bucket));
        return of.getBucketAcl(b -> b.bucket(bucket)).owner().id();
    }

    @AfterAll
    static void stop() throws IOException {
        stranger.close();
    }

    /// A new bucket in which lists count and may be public.
    private static String bucket(ObjectOwnership ownership) {
        var name = own("acl-" + ++buckets);
        s3.createBucket(b -> b.bucket(name).objectOwnership(ownership));
        s3.deletePublicAccessBlock(b -> b.bucket(name));
        return name;
    }

    private static RequestBody text(String text) {
        return RequestBody.fromString(text);
    }

    private static Raw raw(String method, String target) {
        return Raw.request(server.endpoint(), method, target);
    }

    /// The grants of an object, as `ID or URI` and permission.
    private static List<String> grants(String bucket, String key) {
        return shown(s3.getObjectAcl(b -> b.bucket(bucket).key(key)).grants());
    }

    private static List<String> shown(List<Grant> grants) {
        return grants.stream()
                .map(grant -> Optional.ofNullable(grant.grantee().id())
                                .orElse(grant.grantee().uri())
                        + " " + grant.permission())
                .toList();
    }

    @Test
    void a_list_leaves_an_archived_object_archived() throws IOException {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        s3.putObject(b -> b.bucket(bucket).key("cold").storageClass("GLACIER"), text("cold"));
        s3.putObjectAcl(b -> b.bucket(bucket).key("cold").acl(ObjectCannedACL.PUBLIC_READ));
        assertThat(s3.headObject(b -> b.bucket(bucket).key("cold")).storageClassAsString())
                .isEqualTo("GLACIER");
        assertRefused(
                403,
                "InvalidObjectState",
                () -> s3.getObject(b -> b.bucket(bucket).key("cold")).close());
    }

    /// A restricted public policy lets no stranger in and takes its denials with it: no list may fill the gap.
    @Test
    void where_public_buckets_are_restricted_no_list_lets_a_stranger_in() throws IOException {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        s3.putObject(b -> b.bucket(bucket).key("k").acl(ObjectCannedACL.PUBLIC_READ), text("x"));
        s3.putBucketPolicy(b -> b.bucket(bucket)
                .policy(policy(resource("Allow", "*", "s3:GetObject", "arn:aws:s3:::" + bucket + "/pub/*", "{}") + ","
                        + resource("Deny", "*", "s3:GetObject", "arn:aws:s3:::" + bucket + "/k", "{}"))));
        var other = raw("GET", "/" + bucket + "/k");
        assertThat(root.sign(other).send().status()).isEqualTo(403);
        s3.putPublicAccessBlock(b -> b.bucket(bucket)
                .publicAccessBlockConfiguration(PublicAccessBlockConfiguration.builder()
                        .restrictPublicBuckets(true)
                        .build()));
        assertThat(root.sign(raw("GET", "/" + bucket + "/k")).send().status()).isEqualTo(403);
        assertThat(raw("GET", "/" + bucket + "/k").send().status()).isEqualTo(403);
    }

    @Test
    void who_does_not_sign_is_everybody_for_the_block_as_well() throws IOException {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        s3.putPublicAccessBlock(b -> b.bucket(bucket)
                .publicAccessBlockConfiguration(PublicAccessBlockConfiguration.builder()
                        .blockPublicAcls(true)
                        .build()));
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.putObject(
                        b -> b.bucket(bucket).key("k").grantRead("id=\"65a011a29cdf8ec533ec3d1ccaae921c\""),
                        text("x")));
    }

    @Test
    void leave_to_write_replaces_no_version_of_the_owners_while_versioning_is_suspended() throws IOException {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        s3.putBucketAcl(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ_WRITE));
        s3.putObject(b -> b.bucket(bucket).key("k"), text("owner's"));
        for (var status : List.of(BucketVersioningStatus.ENABLED, BucketVersioningStatus.SUSPENDED)) {
            s3.putBucketVersioning(b -> b.bucket(bucket).versioningConfiguration(c -> c.status(status)));
            if (status == BucketVersioningStatus.ENABLED) {
                s3.deleteObject(b -> b.bucket(bucket).key("k"));
            }
        }
        assertThat(raw("PUT", "/" + bucket + "/k").body("x").send().status()).isEqualTo(403);
        assertThat(raw("DELETE", "/" + bucket + "/k").send().status()).isEqualTo(403);
        assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("k").versionId("null"))
                        .asUtf8String())
                .isEqualTo("owner's");
    }

    /// Who asks, in the matrix.
    enum Who {
        NOBODY,
        OTHER_ROOT,
        OTHER_USER,
        /// Without a policy of its own.
        OTHER_IDLE,
        OWN_IDLE;

        Raw.Reply send(Raw raw) throws IOException {
            return switch (this) {
                case NOBODY -> raw.send();
                case OTHER_ROOT -> root.sign(raw).send();
                case OTHER_USER -> user.sign(raw).send();
                case OTHER_IDLE -> idle.sign(raw).send();
                case OWN_IDLE -> ownIdle.sign(raw).send();
            };
        }

        boolean isOfOther() {
            return this == OTHER_ROOT || this == OTHER_USER || this == OTHER_IDLE;
        }
    }

    /// What a list grants, in the matrix.
    enum Given {
        NOTHING,
        EVERYBODY,
        EVERY_ACCOUNT,
        THE_ACCOUNT;

        String grantee() {
            return switch (this) {
                case NOTHING -> "id=\"" + ownId + "\"";
                case EVERYBODY -> "uri=\"" + ALL + "\"";
                case EVERY_ACCOUNT -> "uri=\"http://acs.amazonaws.com/groups/global/AuthenticatedUsers\"";
                case THE_ACCOUNT -> "id=\"" + strangerId + "\"";
            };
        }

        /// The rule of AWS's documentation: groups name each caller, an account is named as a whole, and a user of
        /// another account needs a policy of its own besides.
        boolean lets(Who who, boolean ignoringPublic) {
            boolean named = switch (this) {
                case NOTHING -> false;
                case EVERYBODY -> !ignoringPublic;
                case EVERY_ACCOUNT -> !ignoringPublic && who != Who.NOBODY;
                case THE_ACCOUNT -> who.isOfOther();
            };
            return named && who != Who.OTHER_IDLE;
        }
    }

    /// A way of asking, in the matrix: an operation, the header that grants it, and where.
    enum Way {
        READ_OBJECT("GET", "/{b}/k", "x-amz-grant-read", true),
        HEAD_OBJECT("HEAD", "/{b}/k", "x-amz-grant-read", true),
        READ_OBJECT_WITH_ALL("GET", "/{b}/k", "x-amz-grant-full-control", true),
        READ_OBJECT_ACL("GET", "/{b}/k?acl", "x-amz-grant-read-acp", true),
        WRITE_OBJECT_ACL("PUT", "/{b}/k?acl", "x-amz-grant-write-acp", true),
        LIST("GET", "/{b}?list-type=2", "x-amz-grant-read", false),
        LIST_V1("GET", "/{b}", "x-amz-grant-full-control", false),
        LIST_VERSIONS("GET", "/{b}?versions", "x-amz-grant-read", false),
        LIST_UPLOADS("GET", "/{b}?uploads", "x-amz-grant-read", false),
        HEAD("HEAD", "/{b}", "x-amz-grant-read", false),
        WRITE("PUT", "/{b}/new-{who}", "x-amz-grant-write", false),
        DELETE("DELETE", "/{b}/none", "x-amz-grant-write", false),
        READ_BUCKET_ACL("GET", "/{b}?acl", "x-amz-grant-read-acp", false),
        WRITE_BUCKET_ACL("PUT", "/{b}?acl", "x-amz-grant-write-acp", false);

        private final String method;
        private final String target;
        private final String header;
        private final boolean object;

        Way(String method, String target, String header, boolean object) {
            this.method = method;
            this.target = target;
            this.header = header;
            this.object = object;
        }

        Raw ask(String bucket, Who who, String document) {
            var raw = raw(method, target.replace("{b}", bucket).replace("{who}", who.name()));
            if (method.equals("PUT")) {
                raw.body(target.endsWith("?acl") ? document : "hello").md5();
            }
            return raw;
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void a_list_lets_whom_it_names_do_what_it_says_and_nothing_else(Way way) throws IOException {
        for (var ownership : List.of("ObjectWriter", "BucketOwnerPreferred")) {
            for (var given : Given.values()) {
                var bucket = bucket(ObjectOwnership.fromValue(ownership));
                s3.putObject(b -> b.bucket(bucket).key("k"), text("hello"));
                var listed = raw("PUT", "/" + bucket + (way.object ? "/k" : "") + "?acl");
                listed.header(way.header, given.grantee());
                assertThat(listed.sign().send().status()).isEqualTo(200);
                var target = "/" + bucket + (way.object ? "/k" : "") + "?acl";
                var document = raw("GET", target).sign().send().body();
                for (boolean ignoring : List.of(false, true)) {
                    block(bucket, block -> block.ignorePublicAcls(ignoring));
                    for (var who : Who.values()) {
                        boolean allowed = given.lets(who, ignoring);
                        var status = who.send(way.ask(bucket, who, document)).status();
                        var told =
                                way + " " + ownership + " " + given + " ignoring public lists " + ignoring + " " + who;
                        assertThat(status).as(told).isEqualTo(allowed ? (way == Way.DELETE ? 204 : 200) : 403);
                    }
                }
                // The same list grants nothing that it does not say.
                block(bucket, block -> block.ignorePublicAcls(false));
                for (var other : Way.values()) {
                    boolean covered = other.header.equals(way.header)
                            || way.header.equals("x-amz-grant-full-control")
                            || other.header.equals("x-amz-grant-full-control");
                    if (other.object == way.object && covered) {
                        continue;
                    }
                    var reply = Who.OTHER_ROOT.send(other.ask(bucket, Who.OTHER_ROOT, document));
                    assertThat(reply.status()).as(way + " for " + other).isEqualTo(403);
                }
                s3.putBucketOwnershipControls(b -> b.bucket(bucket)
                        .ownershipControls(c -> c.rules(r -> r.objectOwnership(ObjectOwnership.OBJECT_WRITER))));
                enforceIfPossible(bucket, way);
                if (way.object) {
                    for (var who : Who.values()) {
                        assertThat(who.send(way.ask(bucket, who, document)).status())
                                .as(who + " where lists are void")
                                .isEqualTo(403);
                    }
                }
            }
        }
    }

    private static void enforceIfPossible(String bucket, Way way) {
        if (way.object) {
            s3.putBucketOwnershipControls(b -> b.bucket(bucket)
                    .ownershipControls(c -> c.rules(r -> r.objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED))));
        }
    }

    private static void block(
            String bucket, java.util.function.Consumer<PublicAccessBlockConfiguration.Builder> settings) {
        s3.putPublicAccessBlock(b -> b.bucket(bucket).publicAccessBlockConfiguration(settings));
    }

    @Test
    void a_list_loses_against_an_explicit_deny() throws IOException {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        s3.putObject(b -> b.bucket(bucket).key("k").acl(ObjectCannedACL.PUBLIC_READ), text("hello"));
        assertThat(raw("GET", "/" + bucket + "/k").send().status()).isEqualTo(200);
        s3.putBucketPolicy(b -> b.bucket(bucket)
                .policy(policy(resource("Deny", "*", "s3:GetObject", "arn:aws:s3:::" + bucket + "/*", "{}"))));
        assertThat(raw("GET", "/" + bucket + "/k").send().status()).isEqualTo(403);
        assertThat(user.sign(raw("GET", "/" + bucket + "/k")).send().status()).isEqualTo(403);
    }

    @Test
    void under_object_writer_the_account_that_writes_owns_and_the_buckets_owner_may_not_read() throws IOException {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        s3.putBucketPolicy(b -> b.bucket(bucket)
                .policy(policy(resource(
                        "Allow",
                        "*",
                        "s3:PutObject,s3:GetObject,s3:PutObjectAcl",
                        "arn:aws:s3:::" + bucket + "/*",
                        "{\"StringEquals\":{\"aws:PrincipalAccount\":[\"" + ACCOUNT + "\",\"" + LocalServer.ACCOUNT
                                + "\"]}}"))));
        stranger.putObject(b -> b.bucket(bucket).key("theirs"), text("hello"));
        assertThat(stranger.getObjectAcl(b -> b.bucket(bucket).key("theirs"))
                        .owner()
                        .id())
                .isEqualTo(strangerId);
        assertThat(stranger.getObjectAsBytes(b -> b.bucket(bucket).key("theirs"))
                        .asUtf8String())
                .isEqualTo("hello");
        // Not even the bucket's policy helps: it has no say in what another account owns.
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("theirs")));
        assertRefused(
                403, "AccessDenied", () -> s3.getObjectAcl(b -> b.bucket(bucket).key("theirs")));
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.copyObject(b -> b.sourceBucket(bucket)
                        .sourceKey("theirs")
                        .destinationBucket(bucket)
                        .destinationKey("mine")));
        assertThat(s3.listObjects(b -> b.bucket(bucket))
                        .contents()
                        .getFirst()
                        .owner()
                        .id())
                .isEqualTo(strangerId);
        assertThat(s3.listObjectsV2(b -> b.bucket(bucket).fetchOwner(true))
                        .contents()
                        .getFirst()
                        .owner()
                        .id())
                .isEqualTo(strangerId);
        assertThat(s3.listObjectVersions(b -> b.bucket(bucket))
                        .versions()
                        .getFirst()
                        .owner()
                        .id())
                .isEqualTo(strangerId);
        // A list of its owner's making does help, and what the policy denies stays denied.
        stranger.putObjectAcl(b -> b.bucket(bucket).key("theirs").acl(ObjectCannedACL.BUCKET_OWNER_READ));
        assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("theirs")).asUtf8String())
                .isEqualTo("hello");
        s3.putBucketPolicy(b -> b.bucket(bucket)
                .policy(policy(resource("Deny", "*", "s3:GetObject", "arn:aws:s3:::" + bucket + "/*", "{}"))));
        assertRefused(
                403,
                "AccessDenied",
                () -> stranger.getObjectAsBytes(b -> b.bucket(bucket).key("theirs")));
        s3.deleteBucketPolicy(b -> b.bucket(bucket));
        // Who owns the bucket may make it all its own, and back, and may delete whatever is in it.
        s3.putBucketOwnershipControls(b -> b.bucket(bucket)
                .ownershipControls(c -> c.rules(r -> r.objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED))));
        assertThat(s3.getObjectAcl(b -> b.bucket(bucket).key("theirs")).owner().id())
                .isEqualTo(ownId);
        assertRefused(
                403,
                "AccessDenied",
                () -> stranger.getObjectAsBytes(b -> b.bucket(bucket).key("theirs")));
        s3.deleteBucketOwnershipControls(b -> b.bucket(bucket));
        assertThat(stranger.getObjectAcl(b -> b.bucket(bucket).key("theirs"))
                        .owner()
                        .id())
                .isEqualTo(strangerId);
        s3.deleteObject(b -> b.bucket(bucket).key("theirs"));
        assertThat(s3.listObjectsV2(b -> b.bucket(bucket)).contents()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "COPY", "UPLOAD"})
    void where_the_buckets_owner_is_preferred_a_writer_hands_over_by_name(String how) {
        var bucket = bucket(ObjectOwnership.BUCKET_OWNER_PREFERRED);
        s3.putBucketAcl(b -> b.bucket(bucket).grantWrite("id=" + strangerId).grantFullControl("id=" + ownId));
        stranger.putObject(b -> b.bucket(own("ids-other")).key("source"), text("hello"));
        for (var acl : List.of(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL, ObjectCannedACL.BUCKET_OWNER_READ)) {
            var key = acl.toString();
            switch (how) {
                case "PUT" -> stranger.putObject(b -> b.bucket(bucket).key(key).acl(acl), text("hello"));
                case "COPY" ->
                    stranger.copyObject(b -> b.sourceBucket(own("ids-other"))
                            .sourceKey("source")
                            .destinationBucket(bucket)
                            .destinationKey(key)
                            .acl(acl));
                default -> {
                    var id = stranger.createMultipartUpload(
                                    b -> b.bucket(bucket).key(key).acl(acl))
                            .uploadId();
                    var part = stranger.uploadPart(
                            b -> b.bucket(bucket).key(key).uploadId(id).partNumber(1), text("hello"));
                    stranger.completeMultipartUpload(b -> b.bucket(bucket)
                            .key(key)
                            .uploadId(id)
                            .multipartUpload(u -> u.parts(p -> p.partNumber(1).eTag(part.eTag()))));
                }
            }
            boolean handedOver = acl == ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL;
            var owner = s3.listObjects(b -> b.bucket(bucket).prefix(key))
                    .contents()
                    .getFirst()
                    .owner();
            assertThat(owner.id()).isEqualTo(handedOver ? ownId : strangerId);
            assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String())
                    .isEqualTo("hello");
            if (handedOver) {
                assertRefused(
                        403,
                        "AccessDenied",
                        () -> stranger.getObjectAsBytes(b -> b.bucket(bucket).key(key)));
            }
        }
    }

    @Test
    void who_may_write_replaces_and_deletes_only_what_is_theirs() {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        s3.putBucketAcl(b -> b.bucket(bucket).grantWrite("id=" + strangerId));
        s3.putObject(b -> b.bucket(bucket).key("mine"), text("mine"));
        stranger.putObject(b -> b.bucket(bucket).key("theirs"), text("1"));
        stranger.putObject(b -> b.bucket(bucket).key("theirs"), text("2"));
        assertRefused(
                403,
                "AccessDenied",
                () -> stranger.putObject(b -> b.bucket(bucket).key("mine"), text("3")));
        assertRefused(
                403,
                "AccessDenied",
                () -> stranger.deleteObject(b -> b.bucket(bucket).key("mine")));
        stranger.deleteObject(b -> b.bucket(bucket).key("theirs"));
        assertThat(s3.listObjectsV2(b -> b.bucket(bucket)).contents())
                .extracting(object -> object.key())
                .containsExactly("mine");
    }

    /// Who may write only by the list is asked again when the write is to count: a body may be on its way for long.
    @Test
    void what_the_owner_wrote_meanwhile_is_not_replaced_by_who_may_only_write() {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        s3.putBucketAcl(b -> b.bucket(bucket).grantWrite("id=" + strangerId));
        var body = new byte[24 << 20];
        var slow = new FilterInputStream(new ByteArrayInputStream(body)) {
            private long passed;
            private boolean written;

            @Override
            public int read(byte[] buffer, int at, int length) throws IOException {
                int n = super.read(buffer, at, Math.min(length, 65_536));
                passed += Math.max(n, 0);
                if (passed > body.length - 1_000_000 && !written) {
                    written = true;
                    s3.putObject(b -> b.bucket(bucket).key("k"), text("the owner's"));
                }
                return n;
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
        assertRefused(
                403,
                "AccessDenied",
                () -> stranger.putObject(
                        b -> b.bucket(bucket).key("k").contentLength((long) body.length),
                        RequestBody.fromInputStream(slow, body.length)));
        assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("k")).asUtf8String())
                .isEqualTo("the owner's");
    }

    @Test
    void every_version_has_a_list_of_its_own() throws IOException {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        s3.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        var first = s3.putObject(b -> b.bucket(bucket).key("k").acl(ObjectCannedACL.PUBLIC_READ), text("1"));
        var second = s3.putObject(b -> b.bucket(bucket).key("k"), text("2"));
        assertThat(get(bucket, first.versionId())).isEqualTo(200);
        assertThat(get(bucket, second.versionId())).isEqualTo(403);
        s3.putObjectAcl(
                b -> b.bucket(bucket).key("k").versionId(second.versionId()).acl(ObjectCannedACL.PUBLIC_READ));
        s3.putObjectAcl(
                b -> b.bucket(bucket).key("k").versionId(first.versionId()).acl(ObjectCannedACL.PRIVATE));
        assertThat(get(bucket, first.versionId())).isEqualTo(403);
        assertThat(get(bucket, second.versionId())).isEqualTo(200);
        assertThat(grants(bucket, "k")).containsExactly(ownId + " FULL_CONTROL", ALL + " READ");
    }

    private static int get(String bucket, String version) throws IOException {
        return raw("GET", "/" + bucket + "/k?versionId=" + version).send().status();
    }

    @Test
    void a_list_that_is_put_is_the_list_that_is_read() {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        s3.putObject(
                b -> b.bucket(bucket)
                        .key("k")
                        .grantFullControl("id=" + ownId)
                        .grantRead("id=" + strangerId + ", uri=" + ALL)
                        .grantWriteACP("id=\"" + strangerId + "\""),
                text("hello"));
        assertThat(grants(bucket, "k"))
                .containsExactly(
                        ownId + " FULL_CONTROL", strangerId + " READ", ALL + " READ", strangerId + " WRITE_ACP");
        var read = s3.getObjectAcl(b -> b.bucket(bucket).key("k"));
        s3.putObject(b -> b.bucket(bucket).key("other"), text("hello"));
        s3.putObjectAcl(b -> b.bucket(bucket)
                .key("other")
                .accessControlPolicy(p -> p.owner(read.owner()).grants(read.grants())));
        assertThat(grants(bucket, "other")).isEqualTo(grants(bucket, "k"));
        s3.putBucketAcl(b ->
                b.bucket(bucket).accessControlPolicy(p -> p.owner(read.owner()).grants(read.grants())));
        assertThat(shown(s3.getBucketAcl(b -> b.bucket(bucket)).grants())).isEqualTo(grants(bucket, "k"));
        s3.putBucketAcl(b -> b.bucket(bucket).acl(BucketCannedACL.PRIVATE));
        assertThat(shown(s3.getBucketAcl(b -> b.bucket(bucket)).grants())).containsExactly(ownId + " FULL_CONTROL");
        // Nobody makes somebody else the owner.
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.putObjectAcl(b -> b.bucket(bucket)
                        .key("k")
                        .accessControlPolicy(p -> p.owner(o -> o.id(strangerId)).grants(read.grants()))));
        var many = java.util.Collections.nCopies(101, read.grants().getFirst());
        assertRefused(
                400,
                "MalformedACLError",
                () -> s3.putObjectAcl(b -> b.bucket(bucket)
                        .key("k")
                        .accessControlPolicy(p -> p.owner(read.owner()).grants(many))));
        assertThat(read.grants().getFirst().permission()).isEqualTo(Permission.FULL_CONTROL);
    }

    @Test
    void who_gives_a_list_needs_leave_to_and_policies_see_which() throws IOException {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        var arn = "arn:aws:s3:::" + bucket + "/*";
        s3.putBucketPolicy(
                b -> b.bucket(bucket).policy(policy(resource("Allow", root.arn(), "s3:PutObject", arn, "{}"))));
        stranger.putObject(b -> b.bucket(bucket).key("a"), text("a"));
        assertRefused(
                403,
                "AccessDenied",
                () -> stranger.putObject(b -> b.bucket(bucket).key("b").acl(ObjectCannedACL.PRIVATE), text("b")));
        assertRefused(
                403,
                "AccessDenied",
                () -> stranger.putObject(b -> b.bucket(bucket).key("b").grantRead("id=" + ownId), text("b")));
        s3.putBucketPolicy(b -> b.bucket(bucket)
                .policy(policy(resource(
                        "Allow",
                        root.arn(),
                        "s3:PutObject,s3:PutObjectAcl",
                        arn,
                        "{\"StringEquals\":{\"s3:x-amz-grant-full-control\":\"id=" + ownId + "\"}}"))));
        assertRefused(
                403,
                "AccessDenied",
                () -> stranger.putObject(
                        b -> b.bucket(bucket).key("b").acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL), text("b")));
        stranger.putObject(b -> b.bucket(bucket).key("b").grantFullControl("id=" + ownId), text("b"));
        assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("b")).asUtf8String())
                .isEqualTo("b");
    }

    @Test
    void a_form_gives_a_list() throws IOException {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        var owner = new People(server).owner();
        var form = PostedForm.to(server.endpoint(), owner, bucket, Map.of("acl", "public-read"));
        assertThat(form.send().status()).isEqualTo(204);
        assertThat(raw("GET", "/" + bucket + "/posted").send().status()).isEqualTo(200);
    }

    @Test
    void a_form_without_a_policy_is_nobodys() throws IOException {
        var bucket = bucket(ObjectOwnership.OBJECT_WRITER);
        assertThat(PostedForm.to(server.endpoint(), "/" + bucket, null).send().status())
                .isEqualTo(403);
        assertThat(s3.listObjectsV2(b -> b.bucket(bucket)).contents()).isEmpty();
        s3.putBucketAcl(b -> b.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ_WRITE));
        assertThat(PostedForm.to(server.endpoint(), "/" + bucket, null).send().status())
                .isEqualTo(204);
        assertThat(raw("GET", "/" + bucket + "/posted").send().body()).isEqualTo("bytes");
        // Who means to sign and brings no policy is not taken for nobody.
        assertThat(PostedForm.unsigned(server.endpoint(), "/" + bucket, Map.of("x-amz-signature", "00"))
                        .send()
                        .status())
                .isEqualTo(403);
    }

    /// What Mastodon, Django and many others do by default.
    @Test
    void buckets_of_2022_take_public_lists_at_once() throws IOException {
        try (var own = new LocalServer(Map.of(Setting.NEW_BUCKETS, "2022"));
                var client = own.plainS3()) {
            client.createBucket(b -> b.bucket(own("media")).acl(BucketCannedACL.PUBLIC_READ));
            client.putObject(b -> b.bucket(own("media")).key("k").acl(ObjectCannedACL.PUBLIC_READ), text("hello"));
            for (var target : List.of("/" + own("media"), "/" + own("media") + "/k")) {
                assertThat(Raw.request(own.endpoint(), "GET", target).send().status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void lists_outlive_the_server() throws IOException {
        try (var own = new LocalServer()) {
            try (var client = own.plainS3()) {
                client.createBucket(b -> b.bucket(own("kept")).objectOwnership(ObjectOwnership.OBJECT_WRITER));
                client.deletePublicAccessBlock(b -> b.bucket(own("kept")));
                client.putBucketAcl(b -> b.bucket(own("kept")).acl(BucketCannedACL.PUBLIC_READ_WRITE));
                client.putObject(b -> b.bucket(own("kept")).key("k").acl(ObjectCannedACL.PUBLIC_READ), text("hello"));
            }
            assertThat(Raw.request(own.endpoint(), "PUT", "/" + own("kept") + "/nobodys")
                            .body("x".getBytes(StandardCharsets.UTF_8))
                            .send()
                            .status())
                    .isEqualTo(200);
            own.restart();
            assertThat(Raw.request(own.endpoint(), "GET", "/" + own("kept") + "/k")
                            .send()
                            .status())
                    .isEqualTo(200);
            assertThat(Raw.request(own.endpoint(), "GET", "/" + own("kept") + "/nobodys")
                            .send()
                            .status())
                    .isEqualTo(200);
            try (var client = own.plainS3()) {
                assertThat(client.listObjects(b -> b.bucket(own("kept"))).contents())
                        .anyMatch(object -> object.owner().id().equals("65a011a29cdf8ec533ec3d1ccaae921c"));
            }
        }
    }
}
