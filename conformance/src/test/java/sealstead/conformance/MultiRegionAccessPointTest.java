package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.custody.RootKey;
import sealstead.server.Setting;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.endpoints.EndpointUrl;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointProvider;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.AsyncOperation;
import software.amazon.awssdk.services.s3control.model.MultiRegionAccessPointReport;
import software.amazon.awssdk.services.s3control.model.MultiRegionAccessPointRoute;
import software.amazon.awssdk.services.s3control.model.MultiRegionAccessPointStatus;

/// Multi-Region Access Points at a server of three regions: managed by AWS's SDK for Java, used by hand.
@SuppressWarnings("NullAway.Init")
final class MultiRegionAccessPointTest {
    private static final String ACCOUNT = LocalServer.ACCOUNT;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Server(@Server.With(setting = Setting.REGION, value = "us-east-1,eu-west-1,ap-south-1"))
    private static LocalServer server;

    private static IamWorld world;
    private static S3ControlClient control;

    @BeforeAll
    static void start() {
        world = new IamWorld(server);
        control = control(IamWorld.ROOT);
    }

    @AfterAll
    static void stop() throws IOException {
        control.close();
    }

    private static S3ControlClient control(AwsCredentials as) {
        return S3ControlClient.builder()
                .endpointOverride(
                        URI.create("http://localhost:" + server.endpoint().getPort()))
                .region(Region.US_WEST_2)
                .credentialsProvider(StaticCredentialsProvider.create(as))
                .build();
    }

    private static Raw raw(String method, String target) {
        return Raw.request(server.endpoint(), method, target);
    }

    private static String bucket(String region) throws IOException {
        var name = "mrap-" + region + "-" + NUMBER.incrementAndGet();
        var body = region.equals("us-east-1")
                ? ""
                : "<CreateBucketConfiguration><LocationConstraint>" + region
                        + "</LocationConstraint></CreateBucketConfiguration>";
        assertThat(raw("PUT", "/" + name)
                        .region(region)
                        .body(body)
                        .sign()
                        .send()
                        .status())
                .isEqualTo(200);
        return name;
    }

    private static String token() {
        return UUID.randomUUID().toString();
    }

    private static String create(String name, String... buckets) {
        return created(token(), name, buckets);
    }

    private static String created(String token, String name, String... buckets) {
        var regions = List.of(buckets).stream()
                .map(bucket -> software.amazon.awssdk.services.s3control.model.Region.builder()
                        .bucket(bucket)
                        .build())
                .toList();
        return control.createMultiRegionAccessPoint(b -> b.accountId(ACCOUNT)
                        .clientToken(token)
                        .details(d -> d.name(name).regions(regions)))
                .requestTokenARN();
    }

    private static AsyncOperation described(String arn) {
        return control.describeMultiRegionAccessPointOperation(
                        b -> b.accountId(ACCOUNT).requestTokenARN(arn))
                .asyncOperation();
    }

    private static MultiRegionAccessPointReport point(String name) {
        return control.getMultiRegionAccessPoint(b -> b.accountId(ACCOUNT).name(name))
                .accessPoint();
    }

    /// An access point of two buckets.
    private record World(String name, String east, String west, String alias) {
        String arn() {
            return "arn:aws:s3::" + ACCOUNT + ":accesspoint/" + alias;
        }

        void route(int eastDial, int westDial) {
            control.submitMultiRegionAccessPointRoutes(b -> b.accountId(ACCOUNT)
                    .mrap(arn())
                    .routeUpdates(
                            MultiRegionAccessPointRoute.builder()
                                    .bucket(east)
                                    .trafficDialPercentage(eastDial)
                                    .build(),
                            MultiRegionAccessPointRoute.builder()
                                    .region("eu-west-1")
                                    .trafficDialPercentage(westDial)
                                    .build()));
        }
    }

    private static World world(String name) throws IOException {
        var east = bucket("us-east-1");
        var west = bucket("eu-west-1");
        create(name, east, west);
        return new World(name, east, west, point(name).alias());
    }

    private static Raw through(World point, String method, String path) {
        return raw(method, path)
                .header("host", point.alias() + ".accesspoint.localhost:9000")
                .v4a("*");
    }

    private static void refused(int status, String code, Runnable work) {
        assertThatThrownBy(work::run).isInstanceOfSatisfying(AwsServiceException.class, refusal -> {
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refusal.statusCode()).isEqualTo(status);
        });
    }

    @Test
    void an_access_point_is_made_shown_listed_and_deleted() throws IOException {
        var east = bucket("us-east-1");
        var west = bucket("eu-west-1");
        var made = create("lives", west, east);
        assertThat(made).startsWith("arn:aws:s3:us-west-2:" + ACCOUNT + ":async-request/mrap/create/");
        var operation = described(made);
        assertThat(operation.requestStatus()).isEqualTo("SUCCEEDED");
        assertThat(operation.operationAsString()).isEqualTo("CreateMultiRegionAccessPoint");
        assertThat(operation.requestTokenARN()).isEqualTo(made);
        assertThat(operation.creationTime()).isNotNull();
        var asked = operation.requestParameters().createMultiRegionAccessPointRequest();
        assertThat(asked.name()).isEqualTo("lives");
        assertThat(asked.regions()).extracting(one -> one.bucket()).containsExactly(west, east);
        assertThat(operation.responseDetails().multiRegionAccessPointDetails().regions())
                .extracting(one -> one.name())
                .containsExactly("eu-west-1", "us-east-1");
        var shown = point("lives");
        assertThat(shown.alias()).matches("[a-z][a-z0-9]*[.]mrap");
        assertThat(shown.status()).isEqualTo(MultiRegionAccessPointStatus.READY);
        assertThat(shown.createdAt()).isNotNull();
        assertThat(shown.publicAccessBlock().blockPublicPolicy()).isTrue();
        assertThat(shown.publicAccessBlock().restrictPublicBuckets()).isTrue();
        assertThat(shown.regions())
                .extracting(one -> one.bucket() + " " + one.region() + " " + one.bucketAccountId())
                .containsExactly(west + " eu-west-1 " + ACCOUNT, east + " us-east-1 " + ACCOUNT);
        assertThat(control.listMultiRegionAccessPoints(b -> b.accountId(ACCOUNT))
                        .accessPoints())
                .contains(shown);
        server.restart();
        control = control(IamWorld.ROOT);
        assertThat(point("lives")).isEqualTo(shown);
        var deletion = control.deleteMultiRegionAccessPoint(
                        b -> b.accountId(ACCOUNT).clientToken(token()).details(d -> d.name("lives")))
                .requestTokenARN();
        assertThat(described(deletion).requestStatus()).isEqualTo("SUCCEEDED");
        assertThat(described(deletion)
                        .requestParameters()
                        .deleteMultiRegionAccessPointRequest()
                        .name())
                .isEqualTo("lives");
        refused(404, "NoSuchMultiRegionAccessPoint", () -> point("lives"));
        assertThat(raw("GET", "/" + east + "?versioning").sign().send().status())
                .isEqualTo(200);
    }

    @Test
    void lists_have_pages() throws IOException {
        for (int i = 0; i < 3; i++) {
            create("paged-" + i, bucket("us-east-1"));
        }
        var names = new java.util.ArrayList<String>();
        control.listMultiRegionAccessPointsPaginator(b -> b.accountId(ACCOUNT).maxResults(2))
                .forEach(page -> page.accessPoints().forEach(one -> names.add(one.name())));
        assertThat(names).contains("paged-0", "paged-1", "paged-2").isSorted().doesNotHaveDuplicates();
        refused(
                400,
                "InvalidRequest",
                () -> control.listMultiRegionAccessPoints(
                        b -> b.accountId(ACCOUNT).nextToken("made-up")));
    }

    @Test
    void the_same_client_token_is_the_same_request() throws IOException {
        var bucket = bucket("us-east-1");
        var token = token();
        var first = created(token, "once", bucket);
        assertThat(created(token, "once", bucket)).isEqualTo(first);
        refused(400, "IdempotencyParameterMismatch", () -> created(token, "twice", bucket));
        refused(409, "MultiRegionAccessPointAlreadyOwnedByYou", () -> create("once", bucket));
    }

    @Test
    void what_is_wrong_is_refused_and_changes_nothing() throws IOException {
        var east = bucket("us-east-1");
        var second = bucket("us-east-1");
        refused(404, "NoSuchBucket", () -> create("wrong", "mrap-no-such-bucket"));
        refused(400, "MultiRegionAccessPointSameBucketRegion", () -> create("wrong", east, second));
        refused(400, "InvalidRequest", () -> create("Wrong", east));
        refused(400, "InvalidRequest", () -> create("-wrong", east));
        refused(400, "MalformedXML", () -> create("wrong"));
        refused(
                403,
                "AccessDenied",
                () -> control.createMultiRegionAccessPoint(b -> b.accountId(ACCOUNT)
                        .clientToken(token())
                        .details(d -> d.name("wrong")
                                .regions(software.amazon.awssdk.services.s3control.model.Region.builder()
                                        .bucket(east)
                                        .bucketAccountId("444455556666")
                                        .build()))));
        refused(404, "NoSuchMultiRegionAccessPoint", () -> point("wrong"));
        refused(
                404,
                "NoSuchAsyncRequest",
                () -> described("arn:aws:s3:us-west-2:" + ACCOUNT + ":async-request/mrap/create/none"));
        refused(
                404,
                "NoSuchMultiRegionAccessPoint",
                () -> control.deleteMultiRegionAccessPoint(
                        b -> b.accountId(ACCOUNT).clientToken(token()).details(d -> d.name("wrong"))));
        assertThat(control.listMultiRegionAccessPoints(b -> b.accountId(ACCOUNT))
                        .accessPoints())
                .noneMatch(one -> one.name().equals("wrong"));
    }

    @Test
    void objects_come_and_go_by_the_host_and_by_the_arn() throws IOException {
        var point = world("data");
        assertThat(through(point, "PUT", "/a/key").body("hello").sign().send().status())
                .isEqualTo(200);
        assertThat(through(point, "GET", "/a/key").sign().send().body()).isEqualTo("hello");
        assertThat(through(point, "GET", "/a/key").presign(60).send().body()).isEqualTo("hello");
        assertThat(through(point, "HEAD", "/a/key").sign().send().status()).isEqualTo(200);
        assertThat(through(point, "GET", "/?list-type=2").sign().send().body()).contains("<Key>a/key</Key>");
        assertThat(raw("GET", "/" + point.east() + "/a/key").sign().send().body())
                .as("the first region of the server serves")
                .isEqualTo("hello");
        for (var path : List.of(
                point.arn().replace(":", "%3A"),
                point.arn().replace(":accesspoint/", ":accesspoint:").replace(":", "%3A"))) {
            assertThat(raw("GET", "/" + path + "/a/key").v4a("*").sign().send().body())
                    .as(path)
                    .isEqualTo("hello");
        }
        assertThat(raw("GET", "/" + point.alias() + "/a/key")
                        .v4a("*")
                        .sign()
                        .send()
                        .code())
                .as("an alias alone names a bucket")
                .isEqualTo("NoSuchBucket");
        assertThat(raw("PUT", "/" + point.alias()).sign().send().code()).isEqualTo("InvalidBucketName");
        assertThat(raw("GET", "/" + point.arn().replace(ACCOUNT, "444455556666").replace(":", "%3A") + "/a/key")
                        .v4a("*")
                        .sign()
                        .send()
                        .code())
                .isEqualTo("NoSuchMultiRegionAccessPoint");
        var begun = through(point, "POST", "/parts?uploads").sign().send();
        var id = begun.element("UploadId");
        var part = through(point, "PUT", "/parts?partNumber=1&uploadId=" + id)
                .body("a part")
                .sign()
                .send();
        var done = through(point, "POST", "/parts?uploadId=" + id)
                .body("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                        + part.header("etag").orElseThrow()
                        + "</ETag></Part></CompleteMultipartUpload>")
                .sign()
                .send();
        assertThat(done.status()).as(done.body()).isEqualTo(200);
        assertThat(through(point, "DELETE", "/a/key").sign().send().status()).isEqualTo(204);
        assertThat(through(point, "GET", "/a/key").sign().send().code()).isEqualTo("NoSuchKey");
    }

    @Test
    void only_signatures_for_sets_of_regions_come_through() throws IOException {
        var point = world("signed");
        assertThat(through(point, "PUT", "/key").body("x").sign().send().status())
                .isEqualTo(200);
        var v4 = raw("GET", "/key")
                .header("host", point.alias() + ".accesspoint.localhost:9000")
                .sign()
                .send();
        assertThat(v4.status()).isEqualTo(400);
        assertThat(v4.code()).isEqualTo("InvalidRequest");
        assertThat(v4.message()).contains("AWS4-ECDSA-P256-SHA256");
        var nobody = raw("GET", "/key")
                .header("host", point.alias() + ".accesspoint.localhost:9000")
                .send();
        assertThat(nobody.status()).isEqualTo(403);
        assertThat(nobody.code()).isEqualTo("AccessDenied");
        var west = raw("GET", "/key")
                .header("host", point.alias() + ".accesspoint.localhost:9000")
                .v4a("ap-south-1")
                .sign()
                .send();
        assertThat(west.code()).isEqualTo("AuthorizationHeaderMalformed");
        assertThat(west.element("Region")).isEqualTo("us-east-1");
        var regional = raw("GET", "/arn%3Aaws%3As3%3Aus-east-1%3A" + ACCOUNT + "%3Aaccesspoint/one/key")
                .v4a("*")
                .sign()
                .send();
        assertThat(regional.status()).isEqualTo(501);
        assertThat(regional.code()).isEqualTo("NotImplemented");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET ?versioning",
                "PUT ?versioning",
                "GET ?policy",
                "PUT ?policy",
                "DELETE ?policy",
                "GET ?encryption",
                "PUT ?encryption",
                "DELETE ?encryption",
                "GET ?location",
                "PUT ?lifecycle",
                "PUT ?tagging",
                "PUT ?cors",
                "PUT ?publicAccessBlock",
                "PUT ?acl",
                "PUT ?object-lock",
                "PUT ",
                "DELETE "
            })
    void buckets_are_not_configured_through_an_access_point(String call) throws IOException {
        var point = world("configured-" + NUMBER.incrementAndGet());
        var reply = through(point, call.split(" ", -1)[0], "/" + call.split(" ", -1)[1])
                .body("")
                .sign()
                .send();
        assertThat(reply.status()).as(reply.body()).isEqualTo(405);
        assertThat(reply.code()).isEqualTo("MethodNotAllowed");
        assertThat(raw("GET", "/" + point.east() + "?versioning").sign().send().status())
                .isEqualTo(200);
    }

    @Test
    void the_bucket_that_serves_says_which_scripts_may_come_through() throws Exception {
        var point = world("scripts");
        for (var bucket : List.of(point.east(), point.west())) {
            var body = LocalServer.bytes("<CORSConfiguration><CORSRule><AllowedOrigin>https://" + bucket
                    + "</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>");
            assertThat(raw("PUT", "/" + bucket + "?cors")
                            .region(bucket.contains("eu-west") ? "eu-west-1" : LocalServer.REGION)
                            .header("content-md5", md5(body))
                            .body(body)
                            .sign()
                            .send()
                            .status())
                    .isEqualTo(200);
        }
        var host = point.alias() + ".accesspoint.localhost:9000";
        for (boolean east : new boolean[] {true, false}) {
            point.route(east ? 100 : 0, east ? 0 : 100);
            var origin = "https://" + (east ? point.east() : point.west());
            var other = "https://" + (east ? point.west() : point.east());
            var asked = raw("OPTIONS", "/k")
                    .header("host", host)
                    .header("origin", origin)
                    .header("access-control-request-method", "GET")
                    .send();
            assertThat(asked.status()).isEqualTo(200);
            assertThat(asked.header("access-control-allow-origin")).contains(origin);
            assertThat(raw("OPTIONS", "/k")
                            .header("host", host)
                            .header("origin", other)
                            .header("access-control-request-method", "GET")
                            .send()
                            .status())
                    .isEqualTo(403);
            var got = raw("GET", "/k")
                    .header("host", host)
                    .header("origin", origin)
                    .v4a("*")
                    .send();
            assertThat(got.header("access-control-allow-origin")).contains(origin);
        }
        var nobody = raw("OPTIONS", "/k")
                .header("host", "aaaaaaaaaaaaa.mrap.accesspoint.localhost:9000")
                .header("origin", "https://a")
                .header("access-control-request-method", "GET")
                .send();
        assertThat(nobody.status()).isEqualTo(403);
        assertThat(nobody.body()).contains("<Code>AccessForbidden</Code>", "Bucket not found");
    }

    private static String md5(byte[] body) throws Exception {
        return java.util.Base64.getEncoder()
                .encodeToString(java.security.MessageDigest.getInstance("MD5").digest(body));
    }

    /// AWS's model demands it of every change of a Multi-Region Access Point.
    @Test
    void a_change_of_an_access_point_needs_a_checksum_that_is_right() throws Exception {
        var body = LocalServer.bytes("<DeleteMultiRegionAccessPointRequest xmlns="
                + "\"http://awss3control.amazonaws.com/doc/2018-08-20/\"><ClientToken>t</ClientToken><Details><Name>none"
                + "</Name></Details></DeleteMultiRegionAccessPointRequest>");
        for (var path : List.of(
                "POST async-requests/mrap/create",
                "POST async-requests/mrap/delete",
                "POST async-requests/mrap/put-policy",
                "PATCH mrap/instances/a.mrap/routes")) {
            var call = path.split(" ");
            var none = raw(call[0], "/v20180820/" + call[1])
                    .header("x-amz-account-id", ACCOUNT)
                    .body(body)
                    .sign()
                    .send();
            assertThat(none.status()).as(path).isEqualTo(400);
            assertThat(none.body())
                    .contains("<Code>InvalidRequest</Code>", "Missing required header for this request: Content-MD5");
        }
        for (var sum : List.of(md5(body), md5(new byte[0]), "bm90IGFuIE1ENQ==")) {
            var reply = raw("POST", "/v20180820/async-requests/mrap/delete")
                    .header("x-amz-account-id", ACCOUNT)
                    .header("content-md5", sum)
                    .body(body)
                    .sign()
                    .send();
            assertThat(reply.body())
                    .contains(
                            sum.equals(md5(body))
                                    ? "NoSuchMultiRegionAccessPoint"
                                    : sum.startsWith("bm") ? "InvalidDigest" : "BadDigest");
        }
    }

    @Test
    void routes_say_which_region_serves() throws IOException {
        var point = world("routed");
        var routes = control.getMultiRegionAccessPointRoutes(
                b -> b.accountId(ACCOUNT).mrap(point.arn()));
        assertThat(routes.mrap()).isEqualTo(point.arn());
        assertThat(routes.routes())
                .extracting(one -> one.bucket() + " " + one.region() + " " + one.trafficDialPercentage())
                .containsExactly(point.east() + " us-east-1 100", point.west() + " eu-west-1 100");
        point.route(0, 100);
        assertThat(through(point, "PUT", "/key").body("west").sign().send().status())
                .isEqualTo(200);
        assertThat(raw("GET", "/" + point.west() + "/key")
                        .region("eu-west-1")
                        .sign()
                        .send()
                        .body())
                .isEqualTo("west");
        assertThat(raw("GET", "/" + point.east() + "/key").sign().send().code()).isEqualTo("NoSuchKey");
        point.route(100, 0);
        assertThat(through(point, "GET", "/key").sign().send().code()).isEqualTo("NoSuchKey");
        refused(400, "InvalidRequest", () -> point.route(0, 0));
        refused(400, "InvalidRequest", () -> point.route(50, 100));
        assertThat(control.getMultiRegionAccessPointRoutes(
                                b -> b.accountId(ACCOUNT).mrap(point.alias()))
                        .routes())
                .extracting(MultiRegionAccessPointRoute::trafficDialPercentage)
                .containsExactly(100, 0);
        create("one-region", bucket("us-east-1"));
        refused(
                405,
                "MethodNotAllowed",
                () -> control.submitMultiRegionAccessPointRoutes(b -> b.accountId(ACCOUNT)
                        .mrap("arn:aws:s3::" + ACCOUNT + ":accesspoint/"
                                + point("one-region").alias())
                        .routeUpdates(MultiRegionAccessPointRoute.builder()
                                .region("us-east-1")
                                .trafficDialPercentage(0)
                                .build())));
    }

    @Test
    void a_failover_loses_no_write() throws Exception {
        var point = world("failover");
        var stop = new AtomicBoolean();
        var written = new AtomicInteger();
        var failed = new java.util.concurrent.ConcurrentLinkedQueue<String>();
        var client = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                int number = written.get();
                try {
                    var reply = through(point, "PUT", "/n/" + number)
                            .body(Integer.toString(number))
                            .sign()
                            .send();
                    if (reply.status() == 200) {
                        written.incrementAndGet();
                    } else {
                        failed.add(reply.body());
                    }
                } catch (IOException broken) {
                    failed.add(broken.toString());
                }
            }
        });
        for (int i = 0; i < 4; i++) {
            int before = written.get();
            point.route(i % 2 == 0 ? 0 : 100, i % 2 == 0 ? 100 : 0);
            Eventually.holds(
                    "writes come through, or one failed", () -> written.get() >= before + 5 || !failed.isEmpty());
        }
        stop.set(true);
        client.join();
        assertThat(failed).isEmpty();
        int east = 0;
        int west = 0;
        for (int i = 0; i < written.get(); i++) {
            boolean inEast =
                    raw("GET", "/" + point.east() + "/n/" + i).sign().send().status() == 200;
            boolean inWest = raw("GET", "/" + point.west() + "/n/" + i)
                            .region("eu-west-1")
                            .sign()
                            .send()
                            .status()
                    == 200;
            assertThat(inEast || inWest).as("write " + i).isTrue();
            east += inEast ? 1 : 0;
            west += inWest ? 1 : 0;
        }
        assertThat(east).isPositive();
        assertThat(west).isPositive();
    }

    @Test
    void each_bucket_encrypts_as_it_is_told_and_keys_are_those_of_the_region_that_serves() throws IOException {
        var point = world("encrypted");
        var owner = new People(server).owner();
        try (var eastKms = owner.kms("us-east-1");
                var westKms = owner.kms("eu-west-1")) {
            var eastKey = eastKms.createKey().keyMetadata().arn();
            var westKey = westKms.createKey().keyMetadata().arn();
            assertThat(raw("PUT", "/" + point.west() + "?encryption")
                            .region("eu-west-1")
                            .body("<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
                                    + "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>" + westKey
                                    + "</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>"
                                    + "</ServerSideEncryptionConfiguration>")
                            .md5()
                            .sign()
                            .send()
                            .status())
                    .isEqualTo(200);
            var east = through(point, "PUT", "/key").body("x").sign().send();
            assertThat(east.header("x-amz-server-side-encryption")).contains("AES256");
            var named = through(point, "PUT", "/key")
                    .header("x-amz-server-side-encryption", "aws:kms")
                    .header("x-amz-server-side-encryption-aws-kms-key-id", eastKey)
                    .body("x")
                    .sign()
                    .send();
            assertThat(named.status()).as(named.body()).isEqualTo(200);
            point.route(0, 100);
            var west = through(point, "PUT", "/key").body("x").sign().send();
            assertThat(west.header("x-amz-server-side-encryption")).contains("aws:kms");
            assertThat(west.header("x-amz-server-side-encryption-aws-kms-key-id"))
                    .contains(westKey);
            var elsewhere = through(point, "PUT", "/key")
                    .header("x-amz-server-side-encryption", "aws:kms")
                    .header("x-amz-server-side-encryption-aws-kms-key-id", eastKey)
                    .body("x")
                    .sign()
                    .send();
            assertThat(elsewhere.status()).isEqualTo(400);
            assertThat(elsewhere.code()).isEqualTo("KMS.NotFoundException");
        }
    }

    @Test
    void a_copy_goes_to_an_access_point_and_comes_from_none() throws IOException {
        var point = world("copied");
        raw("PUT", "/" + point.east() + "/source").body("copied").sign().send();
        var copy = through(point, "PUT", "/target")
                .header("x-amz-copy-source", point.east() + "/source")
                .sign()
                .send();
        assertThat(copy.status()).as(copy.body()).isEqualTo(200);
        assertThat(raw("GET", "/" + point.east() + "/target").sign().send().body())
                .isEqualTo("copied");
        var from = raw("PUT", "/" + point.east() + "/other")
                .header("x-amz-copy-source", point.arn() + "/object/source")
                .sign()
                .send();
        assertThat(from.status()).isEqualTo(501);
        assertThat(from.code()).isEqualTo("NotImplemented");
        assertThat(raw("PUT", "/" + point.east() + "/other")
                        .header("x-amz-copy-source", point.alias() + "/source")
                        .sign()
                        .send()
                        .status())
                .isGreaterThanOrEqualTo(400);
    }

    private static String statement(String principal, String resource) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + principal
                + "\"},\"Action\":[\"s3:GetObject\",\"s3:PutObject\"],\"Resource\":\"" + resource + "\"}]}";
    }

    private static void policy(World point, String text) {
        var arn = control.putMultiRegionAccessPointPolicy(b -> b.accountId(ACCOUNT)
                        .clientToken(token())
                        .details(d -> d.name(point.name()).policy(text)))
                .requestTokenARN();
        assertThat(described(arn).requestStatus()).isEqualTo("SUCCEEDED");
    }

    /// Each of the three policies, missing or there.
    @ParameterizedTest
    @CsvSource({
        "true, true, true, 200",
        "false, true, true, 403",
        "true, false, true, 403",
        "true, true, false, 403",
        "true, false, false, 403",
        "false, true, false, 403",
        "false, false, true, 403",
        "false, false, false, 403"
    })
    void all_three_policies_must_allow(boolean identity, boolean accessPoint, boolean bucket, int expected)
            throws IOException {
        var number = NUMBER.incrementAndGet();
        var point = world("policies-" + number);
        through(point, "PUT", "/key").body("x").sign().send();
        var user =
                world.user("mrap-" + number, identity ? IamWorld.allow("s3:GetObject", point.arn() + "/object/*") : "");
        var arn = "arn:aws:iam::" + ACCOUNT + ":user/mrap-" + number;
        if (accessPoint) {
            policy(point, statement(arn, point.arn() + "/object/*"));
        }
        if (bucket) {
            assertThat(raw("PUT", "/" + point.east() + "?policy")
                            .body(statement(arn, "arn:aws:s3:::" + point.east() + "/*"))
                            .sign()
                            .send()
                            .status())
                    .isEqualTo(204);
        }
        var reply = through(point, "GET", "/key")
                .accessKeyId(user.accessKeyId())
                .secret(user.secretAccessKey())
                .sign()
                .send();
        assertThat(reply.status()).as(reply.body()).isEqualTo(expected);
        if (expected == 200) {
            assertThat(through(point, "PUT", "/key")
                            .accessKeyId(user.accessKeyId())
                            .secret(user.secretAccessKey())
                            .body("x")
                            .sign()
                            .send()
                            .status())
                    .as("an action that the identity policy does not allow")
                    .isEqualTo(403);
        }
    }

    @Test
    void a_bucket_can_leave_the_decision_to_access_points_of_an_account() throws IOException {
        var point = world("delegated");
        through(point, "PUT", "/key").body("x").sign().send();
        var user = world.user("delegated", IamWorld.allow("s3:GetObject", "*"));
        var arn = "arn:aws:iam::" + ACCOUNT + ":user/delegated";
        policy(point, statement(arn, point.arn() + "/object/*"));
        var delegating =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},"
                        + "\"Action\":\"*\",\"Resource\":[\"arn:aws:s3:::BUCKET\",\"arn:aws:s3:::BUCKET/*\"],\"Condition\":"
                        + "{\"StringEquals\":{\"s3:DataAccessPointAccount\":\"" + ACCOUNT
                        + "\",\"s3:DataAccessPointArn\":\""
                        + point.arn() + "\"}}}]}";
        assertThat(raw("PUT", "/" + point.east() + "?policy")
                        .body(delegating.replace("BUCKET", point.east()))
                        .sign()
                        .send()
                        .status())
                .isEqualTo(204);
        var raw = through(point, "GET", "/key").accessKeyId(user.accessKeyId()).secret(user.secretAccessKey());
        assertThat(raw.sign().send().status()).isEqualTo(200);
    }

    @Test
    void a_denial_anywhere_counts_for_the_owner_as_well() throws IOException {
        var point = world("denied");
        through(point, "PUT", "/key").body("x").sign().send();
        var deny = statement("*", point.arn() + "/object/*").replace("Allow", "Deny");
        policy(point, deny);
        assertThat(control.getMultiRegionAccessPointPolicy(
                                b -> b.accountId(ACCOUNT).name("denied"))
                        .policy()
                        .established()
                        .policy())
                .isEqualTo(deny);
        assertThat(control.getMultiRegionAccessPointPolicyStatus(
                                b -> b.accountId(ACCOUNT).name("denied"))
                        .established()
                        .isPublic())
                .isFalse();
        assertThat(through(point, "GET", "/key").sign().send().status()).isEqualTo(403);
        assertThat(raw("GET", "/" + point.east() + "/key").sign().send().status())
                .isEqualTo(200);
    }

    @Test
    void policies_are_checked_before_they_are_taken() throws IOException {
        var point = world("checked");
        refused(403, "AccessDenied", () -> policy(point, statement("*", point.arn() + "/object/*")));
        refused(400, "MalformedPolicy", () -> policy(point, "{"));
        refused(400, "MalformedPolicy", () -> policy(point, statement("*", "arn:aws:s3:::" + point.east() + "/*")));
        assertThat(control.getMultiRegionAccessPointPolicy(
                                b -> b.accountId(ACCOUNT).name("checked"))
                        .policy()
                        .established())
                .isNull();
    }

    @Test
    void calls_need_their_own_rights_and_their_own_account() throws IOException {
        var point = world("rights");
        var user = world.user("mrap-reader", IamWorld.allow("s3:GetMultiRegionAccessPoint", point.arn()));
        try (var reader = control(user);
                var stranger = control(strangerCredentials())) {
            assertThat(reader.getMultiRegionAccessPoint(
                                    b -> b.accountId(ACCOUNT).name("rights"))
                            .accessPoint()
                            .alias())
                    .isEqualTo(point.alias());
            refused(403, "AccessDenied", () -> reader.listMultiRegionAccessPoints(b -> b.accountId(ACCOUNT)));
            refused(
                    403,
                    "AccessDenied",
                    () -> reader.deleteMultiRegionAccessPoint(
                            b -> b.accountId(ACCOUNT).clientToken(token()).details(d -> d.name("rights"))));
            refused(
                    403,
                    "AccessDenied",
                    () -> reader.getMultiRegionAccessPoint(
                            b -> b.accountId(ACCOUNT).name("no-such-point")));
            refused(
                    403,
                    "AccessDenied",
                    () -> stranger.getMultiRegionAccessPoint(
                            b -> b.accountId(ACCOUNT).name("rights")));
        }
        assertThat(point("rights").alias()).isEqualTo(point.alias());
    }

    private static AwsCredentials strangerCredentials() throws IOException {
        var stranger = new People(server).account("777788889999");
        return stranger.credentials().resolveCredentials();
    }

    @Test
    void who_began_an_upload_aborts_it_through_an_access_point_only_if_that_allows_it() throws IOException {
        var point = world("initiated");
        var user = world.user("mrap-initiator", IamWorld.allow("s3:PutObject", "*"));
        var arn = "arn:aws:iam::" + ACCOUNT + ":user/mrap-initiator";
        policy(point, statement(arn, point.arn() + "/object/*"));
        assertThat(raw("PUT", "/" + point.east() + "?policy")
                        .body(statement(arn, "arn:aws:s3:::" + point.east() + "/*"))
                        .sign()
                        .send()
                        .status())
                .isEqualTo(204);
        var begun = as(user, through(point, "POST", "/key?uploads")).sign().send();
        assertThat(begun.status()).as(begun.body()).isEqualTo(200);
        var id = begun.element("UploadId");
        assertThat(as(user, through(point, "DELETE", "/key?uploadId=" + id))
                        .sign()
                        .send()
                        .status())
                .isEqualTo(403);
        assertThat(as(user, raw("DELETE", "/" + point.east() + "/key?uploadId=" + id))
                        .sign()
                        .send()
                        .status())
                .isEqualTo(204);
    }

    /// What a copy reads is the bucket's own: its rights are asked about there, whatever the access point
    /// allows.
    @Test
    void a_copy_through_an_access_point_reads_by_the_rights_of_its_source() throws IOException {
        var point = world("sourced");
        var source = bucket("us-east-1");
        raw("PUT", "/" + source + "/key")
                .header("x-amz-tagging", "a=b")
                .body("x")
                .sign()
                .send();
        var put = "{\"Effect\":\"Allow\",\"Action\":\"s3:PutObject*\",\"Resource\":\"" + point.arn() + "/object/*\"}";
        var get = "{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject*\",\"s3:ListBucket\"],\"Resource\":[\"arn:aws:s3:::"
                + source + "\",\"arn:aws:s3:::" + source + "/*\"]}";
        var writer = user("mrap-writer", put);
        var copier = user("mrap-copier", put + "," + get);
        var principals =
                "arn:aws:iam::" + ACCOUNT + ":user/mrap-writer\",\"arn:aws:iam::" + ACCOUNT + ":user/mrap-copier";
        var both = statement(principals, point.arn() + "/object/*")
                .replace("{\"AWS\":\"arn", "{\"AWS\":[\"arn")
                .replace("copier\"}", "copier\"]}")
                .replace("\"s3:PutObject\"", "\"s3:PutObject*\",\"s3:GetObjectTagging\"");
        policy(point, both);
        raw("PUT", "/" + point.east() + "?policy")
                .body(both.replace(point.arn() + "/object", "arn:aws:s3:::" + point.east()))
                .sign()
                .send();
        assertThat(copied(copier, point, source + "/key").status()).isEqualTo(200);
        assertThat(copied(writer, point, source + "/key").status()).isEqualTo(403);
        assertThat(copied(copier, point, source + "/none").code()).isEqualTo("NoSuchKey");
        assertThat(copied(writer, point, source + "/none").code()).isEqualTo("AccessDenied");
    }

    private static AwsCredentials user(String name, String statements) {
        return world.user(name, "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}");
    }

    private static Raw.Reply copied(AwsCredentials user, World point, String source) throws IOException {
        return as(user, through(point, "PUT", "/copy"))
                .header("x-amz-copy-source", source)
                .sign()
                .send();
    }

    private static Raw as(AwsCredentials user, Raw raw) {
        return raw.accessKeyId(user.accessKeyId()).secret(user.secretAccessKey());
    }

    /// The SDK's own rules make host and scheme of the ARN; only the end of the host is this server's.
    @Test
    void the_sdk_for_java_uses_the_arn() throws IOException {
        var point = world("sdk");
        var rules = S3EndpointProvider.defaultProvider();
        S3EndpointProvider here = asked -> rules.resolveEndpoint(asked).thenApply(found -> {
            assertThat(found.endpointUrl().host()).isEqualTo(point.alias() + ".accesspoint.s3-global.amazonaws.com");
            return found.toBuilder()
                    .endpointUrl(EndpointUrl.fromComponents(
                            "http",
                            point.alias() + ".accesspoint.localhost",
                            server.endpoint().getPort(),
                            ""))
                    .build();
        });
        try (var sdk = S3Client.builder()
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(IamWorld.ROOT))
                .endpointProvider(here)
                .build()) {
            sdk.putObject(b -> b.bucket(point.arn()).key("a/ä +"), RequestBody.fromString("hello"));
            assertThat(sdk.getObjectAsBytes(b -> b.bucket(point.arn()).key("a/ä +"))
                            .asUtf8String())
                    .isEqualTo("hello");
            assertThat(sdk.listObjectsV2(b -> b.bucket(point.arn())).contents())
                    .extracting(S3Object::key)
                    .containsExactly("a/ä +");
            sdk.copyObject(b -> b.destinationBucket(point.arn())
                    .destinationKey("copy")
                    .sourceBucket(point.east())
                    .sourceKey("a/ä +"));
            refused(405, "MethodNotAllowed", () -> sdk.getBucketEncryption(b -> b.bucket(point.arn())));
            sdk.deleteObject(b -> b.bucket(point.arn()).key("copy"));
        }
    }

    @Test
    void the_trail_names_the_access_point_and_the_signature(@TempDir Path folder) throws Exception {
        RootKey root;
        String arn;
        try (var audited =
                new LocalServer(Map.of(Setting.AUDIT_EVENTS, "all", Setting.AUDIT_FOLDER, folder.toString()))) {
            root = audited.server().rootKey();
            Raw.request(audited.endpoint(), "PUT", "/trail").sign().send();
            var body = "<CreateMultiRegionAccessPointRequest><ClientToken>t</ClientToken><Details><Name>trail</Name>"
                    + "<Regions><Region><Bucket>trail</Bucket></Region></Regions></Details>"
                    + "</CreateMultiRegionAccessPointRequest>";
            var made = Raw.request(audited.endpoint(), "POST", "/v20180820/async-requests/mrap/create")
                    .header("x-amz-account-id", ACCOUNT)
                    .header("content-md5", md5(LocalServer.bytes(body)))
                    .body(body)
                    .sign()
                    .send();
            assertThat(made.status()).as(made.body()).isEqualTo(200);
            var alias = Raw.request(audited.endpoint(), "GET", "/v20180820/mrap/instances/trail")
                    .header("x-amz-account-id", ACCOUNT)
                    .sign()
                    .send()
                    .element("Alias");
            arn = "arn:aws:s3::" + ACCOUNT + ":accesspoint/" + alias;
            assertThat(Raw.request(audited.endpoint(), "PUT", "/key")
                            .header("host", alias + ".accesspoint.localhost")
                            .v4a("*")
                            .body("x")
                            .sign()
                            .send()
                            .status())
                    .isEqualTo(200);
        }
        var events = TrailFiles.events(folder, root);
        assertThat(events).anySatisfy(event -> {
            assertThat(event.path("eventName").asText()).isEqualTo("CreateMultiRegionAccessPoint");
            var details = event.at("/requestParameters/CreateMultiRegionAccessPointRequest/Details");
            assertThat(details.path("Name").asText()).isEqualTo("trail");
            assertThat(details.at("/Regions/Region/Bucket").asText()).isEqualTo("trail");
            assertThat(event.path("readOnly").asBoolean()).isFalse();
        });
        assertThat(events).anySatisfy(event -> {
            assertThat(event.path("eventName").asText()).isEqualTo("PutObject");
            assertThat(event.at("/additionalEventData/SignatureVersion").asText())
                    .isEqualTo("SigV4A");
            assertThat(event.path("awsRegion").asText()).isEqualTo("us-east-1");
            assertThat(event.path("resources").findValues("ARN"))
                    .extracting(JsonNode::asText)
                    .contains(arn, "arn:aws:s3:::trail/key");
        });
    }

    @Test
    void a_bucket_that_somebody_else_made_later_is_not_reached() throws IOException {
        var bucket = bucket("us-east-1");
        create("hijacked", bucket);
        var point = new World("hijacked", bucket, "", point("hijacked").alias());
        assertThat(raw("DELETE", "/" + bucket).sign().send().status()).isEqualTo(204);
        assertThat(through(point, "PUT", "/key").body("x").sign().send().code()).isEqualTo("NoSuchBucket");
        var stranger = new People(server).account("666677778888");
        assertThat(stranger.sign(raw("PUT", "/" + bucket)).send().status()).isEqualTo(200);
        assertThat(through(point, "PUT", "/key").body("x").sign().send().code()).isEqualTo("NoSuchBucket");
    }
}
