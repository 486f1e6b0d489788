package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.BatchWorld.ROLE;
import static sealstead.conformance.ControlTagsTest.refused;
import static sealstead.conformance.People.allow;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.server.Setting;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.JobListDescriptor;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.RequestedJobStatus;
import software.amazon.awssdk.services.s3control.model.S3Tag;

/// The life of jobs: who may make them, what is refused, how they are confirmed, paused, cancelled and fail.
@SuppressWarnings("NullAway.Init")
final class BatchJobsTest {
    private static final JobOperation UNTAG =
            JobOperation.builder().s3DeleteObjectTagging(t -> {}).build();

    @Server(@Server.With(setting = Setting.BATCH_TASKS_PER_SECOND, value = "500"))
    private static LocalServer server;

    private static People people;
    private static BatchWorld world;

    @BeforeAll
    static void start() {
        people = new People(server);
        world = new BatchWorld(server);
        world.s3.createBucket(b -> b.bucket("objects"));
        world.put("objects", "k", "x");
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
    }

    private static String[] lines(int count, String key) {
        return IntStream.range(0, count).mapToObj(i -> "objects," + key).toArray(String[]::new);
    }

    private static S3ControlClient user(String name, String statements) throws IOException {
        return ControlTagsTest.client(people.user(LocalServer.ACCOUNT, name, statements));
    }

    private static void update(String id, RequestedJobStatus wanted) {
        world.control.updateJobStatus(b -> b.accountId(LocalServer.ACCOUNT)
                .jobId(id)
                .requestedJobStatus(wanted)
                .statusUpdateReason("by a test"));
    }

    @Test
    void a_job_that_needs_confirmation_waits_for_it_and_tells_everything() throws Exception {
        var id = world.create(
                UNTAG,
                b -> b.manifest(world.csv("objects,k"))
                        .confirmationRequired(true)
                        .description("a <job>"));
        var waiting = world.await(id, JobStatus.SUSPENDED);
        assertThat(waiting.suspendedCause()).isEqualTo("AwaitingConfirmation");
        assertThat(waiting.suspendedDate()).isNotNull();
        assertThat(waiting.confirmationRequired()).isTrue();
        assertThat(waiting.description()).isEqualTo("a <job>");
        assertThat(waiting.jobArn()).isEqualTo("arn:aws:s3:us-east-1:" + LocalServer.ACCOUNT + ":job/" + id);
        assertThat(waiting.priority()).isEqualTo(10);
        assertThat(waiting.roleArn()).isEqualTo(ROLE);
        assertThat(waiting.operation().s3DeleteObjectTagging()).isNotNull();
        assertThat(waiting.manifest().location().objectArn()).startsWith("arn:aws:s3:::lists/");
        assertThat(waiting.manifest().spec().fieldsAsStrings()).containsExactly("Bucket", "Key");
        assertThat(waiting.report().prefix()).isEqualTo("r");
        assertThat(waiting.progressSummary().totalNumberOfTasks()).isEqualTo(1);
        assertThat(waiting.terminationDate()).isNull();
        update(id, RequestedJobStatus.READY);
        var done = world.ended(id);
        assertThat(done.status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(done.statusUpdateReason()).isEqualTo("by a test");
        assertThat(done.terminationDate()).isNotNull();
        refused(400, "JobStatusException", () -> update(id, RequestedJobStatus.READY));
        refused(400, "JobStatusException", () -> update(id, RequestedJobStatus.CANCELLED));
        refused(
                400,
                "BadRequestException",
                () -> world.control.updateJobPriority(
                        b -> b.accountId(LocalServer.ACCOUNT).jobId(id).priority(1)));
    }

    @Test
    void a_higher_priority_pauses_a_job_and_a_cancelled_one_reports_what_it_did() throws Exception {
        var low =
                world.create(UNTAG, b -> b.manifest(world.csv(lines(1500, "k"))).priority(1));
        world.await(low, JobStatus.ACTIVE);
        var high =
                world.create(UNTAG, b -> b.manifest(world.csv(lines(200, "k"))).priority(5));
        world.await(low, JobStatus.PAUSED);
        assertThat(world.ended(high).status()).isEqualTo(JobStatus.COMPLETE);
        world.await(low, JobStatus.ACTIVE);
        update(low, RequestedJobStatus.CANCELLED);
        var cancelled = world.ended(low);
        assertThat(cancelled.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(cancelled.progressSummary().numberOfTasksSucceeded()).isBetween(1L, 1499L);
        assertThat(world.report(low))
                .hasSize(cancelled.progressSummary().numberOfTasksSucceeded().intValue());
    }

    @Test
    void the_priority_of_a_job_can_be_raised_while_it_waits() throws Exception {
        var first =
                world.create(UNTAG, b -> b.manifest(world.csv(lines(1500, "k"))).priority(5));
        var second =
                world.create(UNTAG, b -> b.manifest(world.csv(lines(100, "k"))).priority(1));
        world.await(first, JobStatus.ACTIVE);
        var raised = world.control.updateJobPriority(
                b -> b.accountId(LocalServer.ACCOUNT).jobId(second).priority(9));
        assertThat(raised.priority()).isEqualTo(9);
        assertThat(world.ended(second).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(world.describe(first).status()).isNotEqualTo(JobStatus.COMPLETE);
        update(first, RequestedJobStatus.CANCELLED);
        world.ended(first);
    }

    @Test
    void a_job_of_which_more_than_half_of_the_first_thousand_fail_is_given_up() throws Exception {
        var lines = new String[2000];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = i % 20 < 9 ? "objects,k" : "objects,missing";
        }
        var id = world.create(UNTAG, world.csv(lines));
        var job = world.ended(id);
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.progressSummary().numberOfTasksFailed()
                        + job.progressSummary().numberOfTasksSucceeded())
                .isEqualTo(1000);
        assertThat(job.failureReasons())
                .singleElement()
                .satisfies(why -> assertThat(why.failureReason()).contains("50 percent"));
        assertThat(world.report(id)).hasSize(1000);
        var less = world.create(UNTAG, world.csv(lines(900, "missing")));
        assertThat(world.ended(less).status()).isEqualTo(JobStatus.COMPLETE);
    }

    @Test
    void the_same_request_makes_one_job_and_another_with_its_token_none() throws Exception {
        var manifest = world.csv("objects,k");
        var first = world.create(UNTAG, b -> b.manifest(manifest).clientRequestToken("mine"));
        assertThat(world.create(UNTAG, b -> b.manifest(manifest).clientRequestToken("mine")))
                .isEqualTo(first);
        refused(
                400,
                "IdempotencyException",
                () -> world.create(
                        UNTAG,
                        b -> b.manifest(manifest).clientRequestToken("mine").priority(11)));
        world.ended(first);
        assertThat(world.create(UNTAG, b -> b.manifest(manifest).clientRequestToken("mine")))
                .isEqualTo(first);
    }

    @Test
    void jobs_are_listed_by_status_in_pages() throws Exception {
        var ids = List.of(
                world.create(UNTAG, b -> b.manifest(world.csv("objects,k")).confirmationRequired(true)),
                world.create(UNTAG, b -> b.manifest(world.csv("objects,k")).confirmationRequired(true)),
                world.create(UNTAG, b -> b.manifest(world.csv("objects,k")).confirmationRequired(true)));
        for (var id : ids) {
            world.await(id, JobStatus.SUSPENDED);
        }
        var pages = world.control.listJobsPaginator(b -> b.accountId(LocalServer.ACCOUNT)
                .jobStatuses(JobStatus.SUSPENDED)
                .maxResults(2));
        var found = pages.stream()
                .flatMap(page -> page.jobs().stream())
                .map(JobListDescriptor::jobId)
                .toList();
        assertThat(found).containsExactlyInAnyOrderElementsOf(ids);
        refused(
                400,
                "InvalidNextTokenException",
                () -> world.control.listJobs(
                        b -> b.accountId(LocalServer.ACCOUNT).nextToken("bm90IG91cnM")));
        refused(
                400,
                "InvalidRequestException",
                () -> world.control.listJobs(
                        b -> b.accountId(LocalServer.ACCOUNT).maxResults(1001)));
        for (var id : ids) {
            update(id, RequestedJobStatus.CANCELLED);
            assertThat(world.ended(id).status()).isEqualTo(JobStatus.CANCELLED);
        }
    }

    @Test
    void a_job_has_tags() throws Exception {
        var tag = S3Tag.builder().key("team").value("blue").build();
        var id = world.create(UNTAG, b -> b.manifest(world.csv("objects,k")).tags(tag));
        assertThat(tags(id)).containsExactly(tag);
        var other = S3Tag.builder().key("ä+ /@").value("").build();
        world.control.putJobTagging(
                b -> b.accountId(LocalServer.ACCOUNT).jobId(id).tags(other));
        assertThat(tags(id)).containsExactly(other);
        var many = IntStream.range(0, 51)
                .mapToObj(i -> S3Tag.builder().key("k" + i).value("").build())
                .toList();
        refused(
                400,
                "TooManyTagsException",
                () -> world.control.putJobTagging(
                        b -> b.accountId(LocalServer.ACCOUNT).jobId(id).tags(many)));
        world.control.deleteJobTagging(b -> b.accountId(LocalServer.ACCOUNT).jobId(id));
        assertThat(tags(id)).isEmpty();
        refused(404, "NotFoundException", () -> tags("00000000-0000-8000-8000-000000000000"));
        world.ended(id);
    }

    private static List<S3Tag> tags(String id) {
        return world.control
                .getJobTagging(b -> b.accountId(LocalServer.ACCOUNT).jobId(id))
                .tags();
    }

    @Test
    void making_a_job_needs_the_right_to_make_it_and_to_pass_its_role() throws Exception {
        var manifest = world.csv("objects,k");
        try (var neither = user("neither", "");
                var maker = user("maker", allow("s3:CreateJob", "*"));
                var both = user(
                        "both",
                        allow(
                                        "s3:CreateJob",
                                        "*",
                                        "{\"StringEquals\":{\"s3:RequestJobOperation\":\"S3DeleteObjectTagging\"},"
                                                + "\"NumericLessThan\":{\"s3:RequestJobPriority\":\"20\"}}")
                                + ","
                                + allow(
                                        "iam:PassRole",
                                        ROLE,
                                        "{\"StringEquals\":{\"iam:PassedToService\":"
                                                + "\"batchoperations.s3.amazonaws.com\"}}"))) {
            refused(403, "AccessDenied", () -> BatchWorld.create(neither, UNTAG, b -> b.manifest(manifest)));
            refused(403, "AccessDenied", () -> BatchWorld.create(maker, UNTAG, b -> b.manifest(manifest)));
            refused(
                    403,
                    "AccessDenied",
                    () -> BatchWorld.create(
                            both, UNTAG, b -> b.manifest(manifest).priority(20)));
            refused(
                    403,
                    "AccessDenied",
                    () -> BatchWorld.create(
                            both,
                            JobOperation.builder()
                                    .s3PutObjectTagging(t -> t.tagSet(List.of()))
                                    .build(),
                            b -> b.manifest(manifest)));
            var id = BatchWorld.create(both, UNTAG, b -> b.manifest(manifest));
            refused(403, "AccessDenied", () -> BatchWorld.describe(both, id));
            assertThat(world.ended(id).status()).isEqualTo(JobStatus.COMPLETE);
        }
        var stranger = people.account("222233334444");
        refused(
                403,
                "AccessDenied",
                () -> world.create(UNTAG, b -> b.manifest(manifest).roleArn("arn:aws:iam::222233334444:role/batch")));
        try (var other = ControlTagsTest.client(stranger)) {
            refused(403, "AccessDenied", () -> BatchWorld.create(other, UNTAG, b -> b.manifest(manifest)));
        }
    }

    @Test
    void a_role_that_does_not_trust_batch_operations_or_is_not_there_fails_its_job() throws Exception {
        new IamWorld(server)
                .asRoot(iam -> iam.createRole(r -> r.roleName("other")
                        .assumeRolePolicyDocument(BatchWorld.TRUST.replace("batchoperations.s3", "ec2"))));
        for (var name : List.of("other", "nobody")) {
            var arn = ROLE.replace("role/batch", "role/" + name);
            var id = world.create(UNTAG, b -> b.manifest(world.csv("objects,k")).roleArn(arn));
            var job = world.ended(id);
            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
            assertThat(job.failureReasons()).singleElement().satisfies(why -> {
                assertThat(why.failureCode()).isEqualTo("AccessDenied");
                assertThat(why.failureReason()).contains(arn);
            });
        }
    }

    @Test
    void a_report_that_cannot_be_written_fails_the_job() throws Exception {
        var id = world.create(
                UNTAG,
                b -> b.manifest(world.csv("objects,k"))
                        .report(r -> r.enabled(true)
                                .bucket("arn:aws:s3:::no-such-bucket")
                                .format("Report_CSV_20180820")
                                .reportScope("FailedTasksOnly")));
        var job = world.ended(id);
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.failureReasons())
                .singleElement()
                .satisfies(why -> assertThat(why.failureCode()).isEqualTo("NoSuchBucket"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    <Priority>1</Priority>                         | <Priority>-1</Priority>              | 400 | BadRequestException
                    <Priority>1</Priority>                         | <Priority>2147483648</Priority>      | 400 | BadRequestException
                    <Priority>1</Priority>                         |                                      | 400 | BadRequestException
                    <Priority>1</Priority>                         | <Priority>1</Priority><Priority>2</Priority> | 400 | MalformedXML
                    <Priority>1</Priority>                         | <Priority>1</Priority><Extra/>       | 400 | MalformedXML
                    role/batch                                     | user/batch                           | 400 | BadRequestException
                    <ClientRequestToken>t</ClientRequestToken>     |                                      | 400 | BadRequestException
                    <ClientRequestToken>t</ClientRequestToken>     | <ClientRequestToken/>                | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       |                                      | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3DeleteObjectTagging/><S3DeleteObjectTagging/> | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3DeleteObject/>                    | 400 | MalformedXML
                    <S3DeleteObjectTagging/>                       | <S3InitiateRestoreObject><GlacierJobTier>EXPEDITED</GlacierJobTier></S3InitiateRestoreObject> | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3UpdateObjectEncryption/>          | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3UpdateObjectEncryption><ObjectEncryption><SSE-KMS/></ObjectEncryption></S3UpdateObjectEncryption> | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3UpdateObjectEncryption><ObjectEncryption><SSE-KMS><KMSKeyArn>alias/a</KMSKeyArn></SSE-KMS></ObjectEncryption></S3UpdateObjectEncryption> | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3UpdateObjectEncryption><ObjectEncryption><SSE-S3/></ObjectEncryption></S3UpdateObjectEncryption> | 400 | MalformedXML
                    <S3DeleteObjectTagging/>                       | <S3InitiateRestoreObject/>           | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3PutObjectLegalHold/>              | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3PutObjectCopy/>                   | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3PutObjectCopy><TargetResource>arn:aws:s3:::b-b</TargetResource><StorageClass>COLD</StorageClass></S3PutObjectCopy> | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3PutObjectCopy><TargetResource>arn:aws:s3:::b-b</TargetResource><ObjectLockMode>GOVERNANCE</ObjectLockMode></S3PutObjectCopy> | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3PutObjectCopy><TargetResource>arn:aws:s3express:us-east-1:111122223333:bucket/b--use1-az4--x-s3</TargetResource><NewObjectMetadata><SSEAlgorithm>KMS</SSEAlgorithm></NewObjectMetadata></S3PutObjectCopy> | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3PutObjectCopy><TargetResource>arn:aws:s3express:us-east-1:111122223333:bucket/b--use1-az4--x-s3</TargetResource><BucketKeyEnabled>true</BucketKeyEnabled></S3PutObjectCopy> | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3PutObjectCopy><TargetResource>arn:aws:s3express:us-east-1:111122223333:bucket/b--use1-az4--x-s3</TargetResource><StorageClass>STANDARD</StorageClass></S3PutObjectCopy> | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <LambdaInvoke><FunctionArn>arn:aws:lambda:us-east-1:111122223333:function:none</FunctionArn></LambdaInvoke> | 400 | BadRequestException
                    <S3DeleteObjectTagging/>                       | <S3ComputeObjectChecksum/>           | 400 | BadRequestException
                    <Enabled>false</Enabled>                       | <Enabled>true</Enabled>              | 400 | BadRequestException
                    <Enabled>false</Enabled>                       | <Enabled>maybe</Enabled>             | 400 | BadRequestException
                    <Enabled>false</Enabled>                       |                                      | 400 | BadRequestException
                    <member>Key</member>                           | <member>Name</member>                | 400 | BadRequestException
                    <member>Key</member>                           | <member>Bucket</member>              | 400 | BadRequestException
                    <member>Key</member>                           | <member>VersionId</member>           | 400 | BadRequestException
                    S3BatchOperations_CSV_20180820                 | S3InventoryReport_CSV_20161130       | 400 | BadRequestException
                    S3BatchOperations_CSV_20180820                 | Parquet                              | 400 | BadRequestException
                    arn:aws:s3:::lists/l                           | arn:aws:s3:::lists                   | 400 | BadRequestException
                    arn:aws:s3:::lists/l                           | arn:aws:s3:::lists--use1-az4--x-s3/l | 400 | BadRequestException
                    <ETag>e</ETag>                                 |                                      | 400 | BadRequestException
                    <ETag>e</ETag>                                 | <ETag>a&#10;b</ETag>                 | 400 | BadRequestException
                    <RoleArn>                                      | <ManifestGenerator><S3JobManifestGenerator><SourceBucket>arn:aws:s3:::src</SourceBucket><EnableManifestOutput>false</EnableManifestOutput></S3JobManifestGenerator></ManifestGenerator><RoleArn> | 400 | BadRequestException
                    <RoleArn>                                      | <Description/><RoleArn>              | 400 | BadRequestException
                    <RoleArn>                                      | <Tags><member><Key>aws:x</Key><Value/></member></Tags><RoleArn> | 400 | BadRequestException
                    """)
    void what_the_model_does_not_allow_makes_no_job(String instead, String of, int status, String code)
            throws Exception {
        var good = "<CreateJobRequest xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\">"
                + "<Operation><S3DeleteObjectTagging/></Operation><Report><Enabled>false</Enabled></Report>"
                + "<ClientRequestToken>t</ClientRequestToken><Manifest><Spec><Format>S3BatchOperations_CSV_20180820"
                + "</Format><Fields><member>Bucket</member><member>Key</member></Fields></Spec><Location><ObjectArn>"
                + "arn:aws:s3:::lists/l</ObjectArn><ETag>e</ETag></Location></Manifest><Priority>1</Priority>"
                + "<RoleArn>" + ROLE + "</RoleArn></CreateJobRequest>";
        assertThat(good).contains(instead);
        var reply = post(good.replace(instead, of == null ? "" : of));
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).contains("<Code>" + code + "</Code>");
    }

    private static Raw.Reply post(String body) throws Exception {
        return Raw.request(server.endpoint(), "POST", "/v20180820/jobs")
                .header("x-amz-account-id", LocalServer.ACCOUNT)
                .body(LocalServer.bytes(body))
                .sign()
                .send();
    }
}
