package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import sealstead.conformance.People.Person;
import sealstead.s3.S3Operation;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/// Every operation of directory buckets by everybody who must not, and by its owner.
@SuppressWarnings("NullAway.Init")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DirectoryAuthorizationTest {
    private static final String RULE =
            "<LifecycleConfiguration><Rule><ID>r</ID><Filter><Prefix>x/</Prefix></Filter><Status>Enabled</Status>"
                    + "<Expiration><Days>9</Days></Expiration></Rule></LifecycleConfiguration>";
    private static final String INVENTORY = "<InventoryConfiguration><Destination><S3BucketDestination>"
            + "<Bucket>arn:aws:s3:::lists</Bucket><Format>CSV</Format></S3BucketDestination></Destination>"
            + "<IsEnabled>true</IsEnabled><Id>i</Id><IncludedObjectVersions>Current</IncludedObjectVersions>"
            + "<Schedule><Frequency>Daily</Frequency></Schedule></InventoryConfiguration>";

    @Server
    private static LocalServer server;

    private static Express express;
    private static Person owner;
    private static String bucket;
    private static Map<S3Operation, Call> calls;
    private static List<Asker> strangers;

    /// @param header empty, or `name: value`
    record Call(String line, String header, String body) {
        Raw raw() {
            var raw = express.raw(line.split(" ")[0], line.split(" ")[1].replace("BUCKET", bucket));
            if (!header.isEmpty()) {
                raw.header(header.split(": ")[0], header.split(": ")[1].replace("BUCKET", bucket));
            }
            if (!body.isEmpty()) {
                raw.header(
                                "x-amz-checksum-crc32",
                                Checksums.of(ChecksumAlgorithm.CRC32, body.getBytes(StandardCharsets.UTF_8)))
                        .body(body);
            }
            return raw;
        }
    }

    /// Somebody who must not, and how that is answered.
    record Asker(String name, Person person, boolean signs, int status, String code) {
        Raw.Reply ask(Call call) throws IOException {
            return signs ? person.sign(call.raw()).send() : call.raw().send();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        express = new Express(server);
        var people = new People(server);
        owner = people.owner();
        bucket = express.create(owner, "matrix");
        assertThat(owner.sign(Raw.request(server.endpoint(), "PUT", "/lists"))
                        .send()
                        .status())
                .isEqualTo(200);
        var session = express.session(owner, bucket);
        assertThat(session.put("/" + bucket + "/o", "o").status()).isEqualTo(200);
        var upload = session.call("POST", "/" + bucket + "/u?uploads").element("UploadId");
        assertThat(session.put("/" + bucket + "/u?partNumber=1&uploadId=" + upload, "part")
                        .status())
                .isEqualTo(200);
        var nobody = people.user(LocalServer.ACCOUNT, "nobody", "");
        var generalOnly = people.user(LocalServer.ACCOUNT, "general", People.allow("s3:*", "*"));
        var other = people.account("444455556666");
        var forger = new Person(server, owner.account(), owner.arn(), owner.accessKeyId(), "not-the-secret", "");
        strangers = List.of(
                new Asker("user without rights", nobody, true, 403, "AccessDenied"),
                new Asker("user with rights to other buckets", generalOnly, true, 403, "AccessDenied"),
                new Asker("other account", other, true, 403, "AccessDenied"),
                new Asker("anonymous", nobody, false, 403, "AccessDenied"),
                new Asker("expired session", people.expired(owner), true, 400, "ExpiredToken"),
                new Asker("wrong signature", forger, true, 403, "SignatureDoesNotMatch"));
        calls = calls(upload);
    }

    private static void add(Map<S3Operation, Call> all, S3Operation operation, String line, String... headerAndBody) {
        all.put(
                operation,
                new Call(
                        line,
                        headerAndBody.length > 0 ? headerAndBody[0] : "",
                        headerAndBody.length > 1 ? headerAndBody[1] : ""));
    }

    private static Map<S3Operation, Call> calls(String upload) {
        var all = new EnumMap<S3Operation, Call>(S3Operation.class);
        add(all, S3Operation.LIST_DIRECTORY_BUCKETS, "GET /");
        add(all, S3Operation.CREATE_BUCKET, "PUT /BUCKET", "", Express.configuration("use1-az4"));
        add(all, S3Operation.HEAD_BUCKET, "HEAD /BUCKET");
        add(all, S3Operation.DELETE_BUCKET, "DELETE /BUCKET");
        add(all, S3Operation.CREATE_SESSION, "GET /BUCKET?session");
        add(all, S3Operation.GET_BUCKET_ENCRYPTION, "GET /BUCKET?encryption");
        add(all, S3Operation.DELETE_BUCKET_ENCRYPTION, "DELETE /BUCKET?encryption");
        add(
                all,
                S3Operation.PUT_BUCKET_ENCRYPTION,
                "PUT /BUCKET?encryption",
                "",
                "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256"
                        + "</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>"
                        + "</ServerSideEncryptionConfiguration>");
        add(all, S3Operation.GET_BUCKET_POLICY, "GET /BUCKET?policy");
        add(all, S3Operation.DELETE_BUCKET_POLICY, "DELETE /BUCKET?policy");
        var policy = People.policy(
                People.resource("Allow", owner.arn(), "s3express:CreateSession", Express.arn(bucket), "{}"));
        add(all, S3Operation.PUT_BUCKET_POLICY, "PUT /BUCKET?policy", "", policy);
        add(all, S3Operation.GET_BUCKET_LIFECYCLE_CONFIGURATION, "GET /BUCKET?lifecycle");
        add(all, S3Operation.DELETE_BUCKET_LIFECYCLE, "DELETE /BUCKET?lifecycle");
        add(all, S3Operation.PUT_BUCKET_LIFECYCLE_CONFIGURATION, "PUT /BUCKET?lifecycle", "", RULE);
        add(all, S3Operation.LIST_BUCKET_METRICS_CONFIGURATIONS, "GET /BUCKET?metrics");
        add(all, S3Operation.GET_BUCKET_METRICS_CONFIGURATION, "GET /BUCKET?metrics&id=m");
        add(all, S3Operation.DELETE_BUCKET_METRICS_CONFIGURATION, "DELETE /BUCKET?metrics&id=m");
        add(
                all,
                S3Operation.PUT_BUCKET_METRICS_CONFIGURATION,
                "PUT /BUCKET?metrics&id=m",
                "",
                "<MetricsConfiguration><Id>m</Id></MetricsConfiguration>");
        add(all, S3Operation.LIST_BUCKET_INVENTORY_CONFIGURATIONS, "GET /BUCKET?inventory");
        add(all, S3Operation.GET_BUCKET_INVENTORY_CONFIGURATION, "GET /BUCKET?inventory&id=i");
        add(all, S3Operation.DELETE_BUCKET_INVENTORY_CONFIGURATION, "DELETE /BUCKET?inventory&id=i");
        add(all, S3Operation.PUT_BUCKET_INVENTORY_CONFIGURATION, "PUT /BUCKET?inventory&id=i", "", INVENTORY);
        add(all, S3Operation.LIST_OBJECTS_V2, "GET /BUCKET?list-type=2");
        add(all, S3Operation.LIST_MULTIPART_UPLOADS, "GET /BUCKET?uploads");
        add(all, S3Operation.PUT_OBJECT, "PUT /BUCKET/o", "", "other bytes");
        add(all, S3Operation.GET_OBJECT, "GET /BUCKET/o");
        add(all, S3Operation.HEAD_OBJECT, "HEAD /BUCKET/o");
        add(all, S3Operation.GET_OBJECT_ATTRIBUTES, "GET /BUCKET/o?attributes", "x-amz-object-attributes: ObjectSize");
        add(all, S3Operation.DELETE_OBJECT, "DELETE /BUCKET/o");
        add(
                all,
                S3Operation.DELETE_OBJECTS,
                "POST /BUCKET?delete",
                "",
                "<Delete><Object><Key>o</Key></Object></Delete>");
        add(all, S3Operation.COPY_OBJECT, "PUT /BUCKET/c", "x-amz-copy-source: BUCKET/o");
        add(all, S3Operation.RENAME_OBJECT, "PUT /BUCKET/r?renameObject", "x-amz-rename-source: o");
        add(all, S3Operation.CREATE_MULTIPART_UPLOAD, "POST /BUCKET/m?uploads");
        add(all, S3Operation.UPLOAD_PART, "PUT /BUCKET/u?partNumber=1&uploadId=" + upload, "", "more");
        add(
                all,
                S3Operation.UPLOAD_PART_COPY,
                "PUT /BUCKET/u?partNumber=2&uploadId=" + upload,
                "x-amz-copy-source: BUCKET/o");
        add(all, S3Operation.LIST_PARTS, "GET /BUCKET/u?uploadId=" + upload);
        add(
                all,
                S3Operation.COMPLETE_MULTIPART_UPLOAD,
                "POST /BUCKET/u?uploadId=" + upload,
                "",
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part>"
                        + "</CompleteMultipartUpload>");
        add(all, S3Operation.ABORT_MULTIPART_UPLOAD, "DELETE /BUCKET/u?uploadId=" + upload);
        return all;
    }

    @Test
    @Order(1)
    void every_operation_with_a_handler_is_tried() {
        assertThat(calls.keySet())
                .containsExactlyInAnyOrderElementsOf(server.server().implemented().stream()
                        .filter(operation -> operation.buckets() != S3Operation.BucketKinds.GENERAL_PURPOSE)
                        .toList());
    }

    @Test
    @Order(2)
    void whoever_may_not_is_refused() throws IOException {
        var wrong = new ArrayList<String>();
        for (var call : calls.entrySet()) {
            for (var asker : strangers) {
                var reply = asker.ask(call.getValue());
                var seen = reply.status() + " " + reply.code();
                if (!seen.equals(expected(call.getKey(), asker))) {
                    wrong.add(call.getKey().wireName() + " by " + asker.name() + ": " + seen + " " + reply.body());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(express.session(owner, bucket)
                        .call("GET", "/" + bucket + "/o")
                        .body())
                .isEqualTo("o");
    }

    private static String expected(S3Operation operation, Asker asker) {
        boolean otherRoot = asker.name().equals("other account");
        // About the asker's own account, where its root may do everything.
        if (operation == S3Operation.LIST_DIRECTORY_BUCKETS && otherRoot) {
            return "200 ";
        }
        if (operation == S3Operation.CREATE_BUCKET && otherRoot) {
            return "409 BucketAlreadyExists";
        }
        boolean head = operation.method() == S3Operation.Method.HEAD;
        return asker.status() + " " + (head ? "" : asker.code());
    }

    @Test
    @Order(3)
    void the_owner_may() throws IOException {
        var order = List.of("GET", "HEAD", "PUT", "POST", "DELETE");
        var sorted = new ArrayList<>(calls.entrySet());
        sorted.sort(java.util.Comparator.comparingInt(
                call -> order.indexOf(call.getValue().line().split(" ")[0])));
        var wrong = new ArrayList<String>();
        for (var call : sorted) {
            var reply = owner.sign(call.getValue().raw()).send();
            if (reply.status() == 403 || reply.status() >= 500 || reply.body().contains("AccessDenied")) {
                wrong.add(call.getKey().wireName() + ": " + reply);
            }
        }
        assertThat(wrong).isEmpty();
    }
}
