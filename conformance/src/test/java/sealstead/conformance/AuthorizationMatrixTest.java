package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.s3.S3Operation.CREATE_BUCKET;
import static sealstead.s3.S3Operation.DELETE_OBJECTS;
import static sealstead.s3.S3Operation.LIST_BUCKETS;
import static sealstead.s3.S3Operation.POST_OBJECT;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import sealstead.conformance.People.Person;
import sealstead.s3.S3Operation;

/// Every operation that has a handler, tried by everybody who must not: no handler is reached without the gate
/// (CVE-2026-40344, CVE-2016-7031, GHSA-3ppv-fx5m-m749). A new row of the table fails here until it is added.
@SuppressWarnings("NullAway.Init")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AuthorizationMatrixTest {
    private static final String RULE =
            "<Rule><ID>r</ID><Filter><Prefix>x</Prefix></Filter><Status>Enabled</Status><Expiration><Days>9</Days>"
                    + "</Expiration></Rule>";
    private static final String INVENTORY = "<InventoryConfiguration><Destination><S3BucketDestination>"
            + "<Bucket>arn:aws:s3:::matrix</Bucket><Format>CSV</Format></S3BucketDestination></Destination>"
            + "<IsEnabled>true</IsEnabled><Id>i</Id><IncludedObjectVersions>Current</IncludedObjectVersions>"
            + "<Schedule><Frequency>Daily</Frequency></Schedule></InventoryConfiguration>";
    private static final String TAGS = "<TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet>";

    @Server
    private static LocalServer server;

    private static Person owner;
    private static Map<S3Operation, Call> calls;
    private static List<Asker> strangers;

    /// A request that its owner may make.
    record Call(String method, String target, String body, Map<String, String> headers) {
        static Call of(String line) {
            return new Call(line.split(" ")[0], line.split(" ")[1], "", Map.of());
        }

        Call body(String text) {
            return new Call(method, target, text, headers);
        }

        Call header(String name, String value) {
            var more = new TreeMap<>(headers);
            more.put(name, value);
            return new Call(method, target, body, more);
        }

        Raw raw() {
            var raw = Raw.request(server.endpoint(), method, target);
            headers.forEach(raw::header);
            if (!body.isEmpty()) {
                raw.body(body).md5();
            }
            return raw;
        }
    }

    /// Somebody who must not, and how that is answered.
    record Asker(String name, Person person, boolean signs, int status, String code) {
        Raw.Reply ask(S3Operation operation, Call call) throws IOException {
            if (operation == POST_OBJECT) {
                return PostedForm.to(server.endpoint(), "/matrix", signs ? person : null)
                        .send();
            }
            return signs ? person.sign(call.raw()).send() : call.raw().send();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        var people = new People(server);
        owner = people.owner();
        var nobody = people.user(LocalServer.ACCOUNT, "nobody", "");
        var other = people.account("444455556666");
        var forger = new Person(server, owner.account(), owner.arn(), owner.accessKeyId(), "not-the-secret", "");
        strangers = List.of(
                new Asker("user without rights", nobody, true, 403, "AccessDenied"),
                new Asker("other account", other, true, 403, "AccessDenied"),
                new Asker("anonymous", nobody, false, 403, "AccessDenied"),
                new Asker("expired session", people.expired(owner), true, 400, "ExpiredToken"),
                new Asker("wrong signature", forger, true, 403, "SignatureDoesNotMatch"));
        String upload;
        try (var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket("matrix").objectLockEnabledForBucket(true));
            s3.putObject(
                    b -> b.bucket("matrix").key("o"), software.amazon.awssdk.core.sync.RequestBody.fromString("o"));
            s3.putObject(
                    b -> b.bucket("matrix").key("frozen").storageClass("GLACIER"),
                    software.amazon.awssdk.core.sync.RequestBody.fromString("cold"));
            upload = s3.createMultipartUpload(b -> b.bucket("matrix").key("u")).uploadId();
            s3.uploadPart(
                    b -> b.bucket("matrix").key("u").uploadId(upload).partNumber(1),
                    software.amazon.awssdk.core.sync.RequestBody.fromString("part"));
        }
        calls = calls(upload);
    }

    private static Map<S3Operation, Call> calls(String upload) {
        var all = new EnumMap<S3Operation, Call>(S3Operation.class);
        all.put(LIST_BUCKETS, Call.of("GET /"));
        all.put(CREATE_BUCKET, Call.of("PUT /matrix"));
        all.put(S3Operation.HEAD_BUCKET, Call.of("HEAD /matrix"));
        all.put(S3Operation.DELETE_BUCKET, Call.of("DELETE /matrix"));
        addDocuments(all);
        addNamedDocuments(all);
        addSettings(all);
        addObjects(all);
        addUploads(all, upload);
        return all;
    }

    private static void addDocuments(Map<S3Operation, Call> all) {
        all.put(S3Operation.GET_BUCKET_TAGGING, Call.of("GET /matrix?tagging"));
        all.put(S3Operation.DELETE_BUCKET_TAGGING, Call.of("DELETE /matrix?tagging"));
        all.put(S3Operation.PUT_BUCKET_TAGGING, Call.of("PUT /matrix?tagging").body("<Tagging>" + TAGS + "</Tagging>"));
        all.put(S3Operation.GET_BUCKET_CORS, Call.of("GET /matrix?cors"));
        all.put(S3Operation.DELETE_BUCKET_CORS, Call.of("DELETE /matrix?cors"));
        all.put(
                S3Operation.PUT_BUCKET_CORS,
                Call.of("PUT /matrix?cors")
                        .body("<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod>"
                                + "<AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>"));
        all.put(S3Operation.GET_BUCKET_POLICY, Call.of("GET /matrix?policy"));
        all.put(S3Operation.GET_BUCKET_POLICY_STATUS, Call.of("GET /matrix?policyStatus"));
        all.put(S3Operation.DELETE_BUCKET_POLICY, Call.of("DELETE /matrix?policy"));
        all.put(
                S3Operation.PUT_BUCKET_POLICY,
                Call.of("PUT /matrix?policy")
                        .body(People.policy(
                                People.resource("Allow", owner.arn(), "s3:GetObject", "arn:aws:s3:::matrix/*", "{}"))));
        all.put(S3Operation.GET_BUCKET_LIFECYCLE_CONFIGURATION, Call.of("GET /matrix?lifecycle"));
        all.put(S3Operation.DELETE_BUCKET_LIFECYCLE, Call.of("DELETE /matrix?lifecycle"));
        all.put(
                S3Operation.PUT_BUCKET_LIFECYCLE_CONFIGURATION,
                Call.of("PUT /matrix?lifecycle").body("<LifecycleConfiguration>" + RULE + "</LifecycleConfiguration>"));
        all.put(S3Operation.GET_BUCKET_REPLICATION, Call.of("GET /matrix?replication"));
        all.put(S3Operation.DELETE_BUCKET_REPLICATION, Call.of("DELETE /matrix?replication"));
        all.put(
                S3Operation.PUT_BUCKET_REPLICATION,
                Call.of("PUT /matrix?replication").body("<ReplicationConfiguration></ReplicationConfiguration>"));
        all.put(S3Operation.GET_BUCKET_NOTIFICATION_CONFIGURATION, Call.of("GET /matrix?notification"));
        all.put(
                S3Operation.PUT_BUCKET_NOTIFICATION_CONFIGURATION,
                Call.of("PUT /matrix?notification").body("<NotificationConfiguration></NotificationConfiguration>"));
        all.put(S3Operation.GET_BUCKET_LOGGING, Call.of("GET /matrix?logging"));
        all.put(
                S3Operation.PUT_BUCKET_LOGGING,
                Call.of("PUT /matrix?logging").body("<BucketLoggingStatus></BucketLoggingStatus>"));
    }

    private static void addNamedDocuments(Map<S3Operation, Call> all) {
        all.put(S3Operation.LIST_BUCKET_METRICS_CONFIGURATIONS, Call.of("GET /matrix?metrics"));
        all.put(S3Operation.GET_BUCKET_METRICS_CONFIGURATION, Call.of("GET /matrix?metrics&id=m"));
        all.put(S3Operation.DELETE_BUCKET_METRICS_CONFIGURATION, Call.of("DELETE /matrix?metrics&id=m"));
        all.put(
                S3Operation.PUT_BUCKET_METRICS_CONFIGURATION,
                Call.of("PUT /matrix?metrics&id=m").body("<MetricsConfiguration><Id>m</Id></MetricsConfiguration>"));
        all.put(S3Operation.LIST_BUCKET_ANALYTICS_CONFIGURATIONS, Call.of("GET /matrix?analytics"));
        all.put(S3Operation.GET_BUCKET_ANALYTICS_CONFIGURATION, Call.of("GET /matrix?analytics&id=a"));
        all.put(S3Operation.DELETE_BUCKET_ANALYTICS_CONFIGURATION, Call.of("DELETE /matrix?analytics&id=a"));
        all.put(
                S3Operation.PUT_BUCKET_ANALYTICS_CONFIGURATION,
                Call.of("PUT /matrix?analytics&id=a")
                        .body("<AnalyticsConfiguration><Id>a</Id><StorageClassAnalysis></StorageClassAnalysis>"
                                + "</AnalyticsConfiguration>"));
        all.put(S3Operation.LIST_BUCKET_INTELLIGENT_TIERING_CONFIGURATIONS, Call.of("GET /matrix?intelligent-tiering"));
        all.put(
                S3Operation.GET_BUCKET_INTELLIGENT_TIERING_CONFIGURATION,
                Call.of("GET /matrix?intelligent-tiering&id=t"));
        all.put(
                S3Operation.DELETE_BUCKET_INTELLIGENT_TIERING_CONFIGURATION,
                Call.of("DELETE /matrix?intelligent-tiering&id=t"));
        all.put(
                S3Operation.PUT_BUCKET_INTELLIGENT_TIERING_CONFIGURATION,
                Call.of("PUT /matrix?intelligent-tiering&id=t")
                        .body(
                                "<IntelligentTieringConfiguration><Id>t</Id><Status>Enabled</Status><Tiering><Days>90</Days>"
                                        + "<AccessTier>ARCHIVE_ACCESS</AccessTier></Tiering></IntelligentTieringConfiguration>"));
        all.put(S3Operation.LIST_BUCKET_INVENTORY_CONFIGURATIONS, Call.of("GET /matrix?inventory"));
        all.put(S3Operation.GET_BUCKET_INVENTORY_CONFIGURATION, Call.of("GET /matrix?inventory&id=i"));
        all.put(S3Operation.DELETE_BUCKET_INVENTORY_CONFIGURATION, Call.of("DELETE /matrix?inventory&id=i"));
        all.put(
                S3Operation.PUT_BUCKET_INVENTORY_CONFIGURATION,
                Call.of("PUT /matrix?inventory&id=i").body(INVENTORY));
    }

    private static void addSettings(Map<S3Operation, Call> all) {
        all.put(S3Operation.GET_BUCKET_LOCATION, Call.of("GET /matrix?location"));
        all.put(S3Operation.GET_BUCKET_ENCRYPTION, Call.of("GET /matrix?encryption"));
        all.put(S3Operation.DELETE_BUCKET_ENCRYPTION, Call.of("DELETE /matrix?encryption"));
        all.put(
                S3Operation.PUT_BUCKET_ENCRYPTION,
                Call.of("PUT /matrix?encryption")
                        .body("<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
                                + "<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>"
                                + "</ServerSideEncryptionConfiguration>"));
        all.put(S3Operation.GET_BUCKET_VERSIONING, Call.of("GET /matrix?versioning"));
        all.put(
                S3Operation.PUT_BUCKET_VERSIONING,
                Call.of("PUT /matrix?versioning")
                        .body("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        all.put(S3Operation.GET_OBJECT_LOCK_CONFIGURATION, Call.of("GET /matrix?object-lock"));
        all.put(
                S3Operation.PUT_OBJECT_LOCK_CONFIGURATION,
                Call.of("PUT /matrix?object-lock")
                        .body("<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>"
                                + "</ObjectLockConfiguration>"));
        all.put(S3Operation.GET_BUCKET_ACL, Call.of("GET /matrix?acl"));
        all.put(
                S3Operation.PUT_BUCKET_ACL,
                Call.of("PUT /matrix?acl").header("x-amz-acl", "bucket-owner-full-control"));
        all.put(S3Operation.GET_PUBLIC_ACCESS_BLOCK, Call.of("GET /matrix?publicAccessBlock"));
        all.put(S3Operation.DELETE_PUBLIC_ACCESS_BLOCK, Call.of("DELETE /matrix?publicAccessBlock"));
        all.put(
                S3Operation.PUT_PUBLIC_ACCESS_BLOCK,
                Call.of("PUT /matrix?publicAccessBlock")
                        .body("<PublicAccessBlockConfiguration><BlockPublicAcls>false</BlockPublicAcls>"
                                + "</PublicAccessBlockConfiguration>"));
        all.put(S3Operation.GET_BUCKET_OWNERSHIP_CONTROLS, Call.of("GET /matrix?ownershipControls"));
        all.put(S3Operation.DELETE_BUCKET_OWNERSHIP_CONTROLS, Call.of("DELETE /matrix?ownershipControls"));
        all.put(
                S3Operation.PUT_BUCKET_OWNERSHIP_CONTROLS,
                Call.of("PUT /matrix?ownershipControls")
                        .body("<OwnershipControls><Rule><ObjectOwnership>BucketOwnerPreferred</ObjectOwnership></Rule>"
                                + "</OwnershipControls>"));
        all.put(S3Operation.GET_BUCKET_REQUEST_PAYMENT, Call.of("GET /matrix?requestPayment"));
        all.put(
                S3Operation.PUT_BUCKET_REQUEST_PAYMENT,
                Call.of("PUT /matrix?requestPayment")
                        .body("<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>"));
        all.put(S3Operation.GET_BUCKET_ABAC, Call.of("GET /matrix?abac"));
        all.put(
                S3Operation.PUT_BUCKET_ABAC,
                Call.of("PUT /matrix?abac").body("<AbacStatus><Status>Disabled</Status></AbacStatus>"));
        all.put(S3Operation.GET_BUCKET_ACCELERATE_CONFIGURATION, Call.of("GET /matrix?accelerate"));
        all.put(
                S3Operation.PUT_BUCKET_ACCELERATE_CONFIGURATION,
                Call.of("PUT /matrix?accelerate")
                        .body("<AccelerateConfiguration><Status>Enabled</Status></AccelerateConfiguration>"));
        all.put(
                S3Operation.PUT_BUCKET_WEBSITE,
                Call.of("PUT /matrix?website")
                        .body("<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument>"
                                + "</WebsiteConfiguration>"));
        all.put(S3Operation.GET_BUCKET_WEBSITE, Call.of("GET /matrix?website"));
        all.put(S3Operation.DELETE_BUCKET_WEBSITE, Call.of("DELETE /matrix?website"));
        all.put(S3Operation.GET_BUCKET_REPLICATION, Call.of("GET /matrix?replication"));
        all.put(S3Operation.DELETE_BUCKET_REPLICATION, Call.of("DELETE /matrix?replication"));
    }

    private static void addObjects(Map<S3Operation, Call> all) {
        all.put(S3Operation.PUT_OBJECT, Call.of("PUT /matrix/o").body("other bytes"));
        all.put(POST_OBJECT, Call.of("POST /matrix"));
        all.put(S3Operation.GET_OBJECT, Call.of("GET /matrix/o"));
        all.put(S3Operation.HEAD_OBJECT, Call.of("HEAD /matrix/o"));
        all.put(
                S3Operation.GET_OBJECT_ATTRIBUTES,
                Call.of("GET /matrix/o?attributes").header("x-amz-object-attributes", "ETag"));
        all.put(S3Operation.DELETE_OBJECT, Call.of("DELETE /matrix/o"));
        all.put(DELETE_OBJECTS, Call.of("POST /matrix?delete").body("<Delete><Object><Key>o</Key></Object></Delete>"));
        all.put(S3Operation.COPY_OBJECT, Call.of("PUT /matrix/copy").header("x-amz-copy-source", "/matrix/o"));
        all.put(S3Operation.LIST_OBJECTS, Call.of("GET /matrix"));
        all.put(S3Operation.LIST_OBJECTS_V2, Call.of("GET /matrix?list-type=2"));
        all.put(S3Operation.LIST_OBJECT_VERSIONS, Call.of("GET /matrix?versions"));
        all.put(S3Operation.GET_OBJECT_TAGGING, Call.of("GET /matrix/o?tagging"));
        all.put(S3Operation.DELETE_OBJECT_TAGGING, Call.of("DELETE /matrix/o?tagging"));
        all.put(
                S3Operation.PUT_OBJECT_TAGGING,
                Call.of("PUT /matrix/o?tagging").body("<Tagging>" + TAGS + "</Tagging>"));
        all.put(S3Operation.GET_OBJECT_RETENTION, Call.of("GET /matrix/o?retention"));
        all.put(
                S3Operation.PUT_OBJECT_RETENTION,
                Call.of("PUT /matrix/o?retention")
                        .body("<Retention><Mode>GOVERNANCE</Mode>"
                                + "<RetainUntilDate>2099-01-01T00:00:00Z</RetainUntilDate></Retention>"));
        all.put(S3Operation.GET_OBJECT_LEGAL_HOLD, Call.of("GET /matrix/o?legal-hold"));
        all.put(
                S3Operation.PUT_OBJECT_LEGAL_HOLD,
                Call.of("PUT /matrix/o?legal-hold").body("<LegalHold><Status>ON</Status></LegalHold>"));
        all.put(
                S3Operation.RESTORE_OBJECT,
                Call.of("POST /matrix/frozen?restore").body("<RestoreRequest><Days>1</Days></RestoreRequest>"));
        all.put(
                S3Operation.UPDATE_OBJECT_ENCRYPTION,
                Call.of("PUT /matrix/o?encryption")
                        .body("<ObjectEncryption><SSE-KMS><KMSKeyArn>none</KMSKeyArn></SSE-KMS></ObjectEncryption>"));
        all.put(S3Operation.GET_OBJECT_ACL, Call.of("GET /matrix/o?acl"));
        all.put(
                S3Operation.PUT_OBJECT_ACL,
                Call.of("PUT /matrix/o?acl").header("x-amz-acl", "bucket-owner-full-control"));
    }

    private static void addUploads(Map<S3Operation, Call> all, String upload) {
        all.put(S3Operation.CREATE_MULTIPART_UPLOAD, Call.of("POST /matrix/u?uploads"));
        all.put(
                S3Operation.UPLOAD_PART,
                Call.of("PUT /matrix/u?partNumber=2&uploadId=" + upload).body("second"));
        all.put(
                S3Operation.UPLOAD_PART_COPY,
                Call.of("PUT /matrix/u?partNumber=3&uploadId=" + upload).header("x-amz-copy-source", "/matrix/o"));
        all.put(
                S3Operation.COMPLETE_MULTIPART_UPLOAD,
                Call.of("POST /matrix/u?uploadId=" + upload)
                        .body("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part>"
                                + "</CompleteMultipartUpload>"));
        all.put(S3Operation.ABORT_MULTIPART_UPLOAD, Call.of("DELETE /matrix/u?uploadId=" + upload));
        all.put(S3Operation.LIST_PARTS, Call.of("GET /matrix/u?uploadId=" + upload));
        all.put(S3Operation.LIST_MULTIPART_UPLOADS, Call.of("GET /matrix?uploads"));
    }

    @Test
    @Order(1)
    void every_operation_with_a_handler_is_tried() {
        assertThat(calls.keySet())
                .containsExactlyInAnyOrderElementsOf(server.server().implemented().stream()
                        .filter(operation -> operation.buckets() != S3Operation.BucketKinds.DIRECTORY)
                        .toList());
    }

    @Test
    @Order(2)
    void whoever_may_not_is_refused_and_nothing_is_changed() throws IOException {
        var before = everythingReadable();
        var wrong = new ArrayList<String>();
        for (var call : calls.entrySet()) {
            for (var asker : strangers) {
                var reply = asker.ask(call.getKey(), call.getValue());
                var seen = reply.status() + " " + reply.code();
                if (!seen.equals(expected(call.getKey(), asker))) {
                    wrong.add(call.getKey().wireName() + " by " + asker.name() + ": " + seen + " " + reply.body());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(everythingReadable()).isEqualTo(before);
    }

    private static String expected(S3Operation operation, Asker asker) {
        boolean otherRoot = asker.name().equals("other account");
        if (operation == DELETE_OBJECTS && asker.code().equals("AccessDenied")) {
            return "200 AccessDenied";
        }
        // About the asker's own account, where its root may do everything.
        if (operation == LIST_BUCKETS && otherRoot) {
            return "200 ";
        }
        if (operation == CREATE_BUCKET && otherRoot) {
            return "409 BucketAlreadyExists";
        }
        boolean head = operation.method() == S3Operation.Method.HEAD;
        return asker.status() + " " + (head ? "" : asker.code());
    }

    /// What the owner sees through every operation that reads.
    private static Map<String, String> everythingReadable() throws IOException {
        var seen = new TreeMap<String, String>();
        for (var call : calls.values()) {
            if (call.method().equals("GET")) {
                var reply = owner.sign(call.raw()).send();
                seen.put(call.target(), reply.body().replaceAll("<(RequestId|HostId)>[^<]*<", "<"));
            }
        }
        return seen;
    }

    @Test
    @Order(3)
    void the_owner_may() throws IOException {
        var wrong = new ArrayList<String>();
        var order = List.of("GET", "HEAD", "PUT", "POST", "DELETE");
        var sorted = new ArrayList<>(calls.entrySet());
        sorted.sort(
                Comparator.comparingInt(call -> order.indexOf(call.getValue().method())));
        for (var call : sorted) {
            var reply = new Asker("owner", owner, true, 0, "").ask(call.getKey(), call.getValue());
            if (reply.status() == 403 || reply.status() >= 500 || reply.body().contains("AccessDenied")) {
                wrong.add(call.getKey().wireName() + ": " + reply);
            }
        }
        assertThat(wrong).isEmpty();
    }
}
