package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sealstead.server.Setting;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.RequestedJobStatus;

/// Nobody waits for a function that does not answer but the job that called it, and who cancels or pauses a job
/// waits for the tasks under way and for no more.
@SuppressWarnings("NullAway.Init")
@Timeout(120)
final class BatchLanesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 2;
    private static final JobOperation UNTAG =
            JobOperation.builder().s3DeleteObjectTagging(t -> {}).build();
    private static final JobOperation CALL = JobOperation.builder()
            .lambdaInvoke(l -> l.functionArn("arn:aws:lambda:us-east-1:" + LocalServer.ACCOUNT + ":function:silent"))
            .build();

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch answer = new CountDownLatch(1);
    private HttpServer functions;
    private LocalServer server;
    private BatchWorld world;

    @BeforeEach
    void start() throws IOException {
        functions = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        functions.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        functions.createContext("/silent", exchange -> {
            var call = JSON.readTree(exchange.getRequestBody().readAllBytes());
            calls.add(call.path("tasks").path(0).path("s3Key").asText());
            try {
                answer.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            var body = JSON.writeValueAsBytes(JSON.createObjectNode().put("treatMissingKeysAs", "Succeeded"));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        functions.start();
    }

    private void server(String functionTimeout) {
        server = new LocalServer(Map.of(
                Setting.BATCH_AT_ONCE,
                Integer.toString(AT_ONCE),
                Setting.BATCH_FUNCTION_TIMEOUT,
                functionTimeout,
                Setting.BATCH_FUNCTIONS,
                "silent=http://127.0.0.1:" + functions.getAddress().getPort() + "/silent"));
        world = new BatchWorld(server);
        world.s3.createBucket(b -> b.bucket("objects"));
        world.put("objects", "k", "x");
    }

    @AfterEach
    void stop() throws IOException {
        answer.countDown();
        world.close();
        server.close();
        functions.stop(0);
    }

    private static String[] lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "objects,k" + i).toArray(String[]::new);
    }

    private void awaitCalls(int count) throws InterruptedException {
        while (calls.size() < count) {
            Thread.sleep(10);
        }
    }

    private void update(String id, RequestedJobStatus wanted) {
        world.control.updateJobStatus(
                b -> b.accountId(LocalServer.ACCOUNT).jobId(id).requestedJobStatus(wanted));
    }

    @Test
    void jobs_on_objects_do_not_wait_for_a_silent_function_of_a_higher_priority() throws Exception {
        server("PT10M");
        var silent = world.create(CALL, b -> b.manifest(world.csv(lines(10))).priority(100));
        awaitCalls(AT_ONCE);
        var other = world.create(UNTAG, b -> b.manifest(world.csv("objects,k")).priority(1));
        assertThat(world.ended(other).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(world.describe(silent).status()).isEqualTo(JobStatus.ACTIVE);
        answer.countDown();
        assertThat(world.ended(silent).progressSummary().numberOfTasksSucceeded())
                .isEqualTo(10);
    }

    @Test
    void a_cancelled_job_begins_no_more_tasks_of_its_chunk() throws Exception {
        server("PT10M");
        var id = world.create(CALL, world.csv(lines(50)));
        awaitCalls(AT_ONCE);
        update(id, RequestedJobStatus.CANCELLED);
        assertThat(world.describe(id).status()).isEqualTo(JobStatus.CANCELLING);
        answer.countDown();
        var job = world.ended(id);
        assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(calls).hasSize(AT_ONCE);
        assertThat(job.progressSummary().numberOfTasksSucceeded()).isEqualTo(AT_ONCE);
        assertThat(world.report(id)).hasSize(AT_ONCE);
    }

    @Test
    void a_paused_job_begins_no_more_tasks_of_its_chunk_and_later_does_those_that_are_left_once() throws Exception {
        server("PT10M");
        var low = world.create(CALL, b -> b.manifest(world.csv(lines(50))).priority(1));
        awaitCalls(AT_ONCE);
        var high = world.create(
                CALL, b -> b.manifest(world.csv("objects,first")).priority(2).confirmationRequired(true));
        world.await(high, JobStatus.SUSPENDED);
        update(high, RequestedJobStatus.READY);
        answer.countDown();
        assertThat(world.ended(high).status()).isEqualTo(JobStatus.COMPLETE);
        var job = world.ended(low);
        assertThat(job.progressSummary().numberOfTasksSucceeded()).isEqualTo(50);
        assertThat(world.report(low)).hasSize(50);
        assertThat(calls.indexOf("first")).isEqualTo(AT_ONCE);
        assertThat(calls).hasSize(51);
        assertThat(new HashSet<>(calls)).hasSize(51);
    }

    /// Once each: a function that did not answer in its time is not waited for a second time.
    @Test
    void a_function_that_does_not_answer_in_time_has_failed() throws Exception {
        server("PT0.3S");
        var id = world.create(CALL, world.csv(lines(3)));
        assertThat(world.ended(id).progressSummary().numberOfTasksFailed()).isEqualTo(3);
        assertThat(calls).containsExactlyInAnyOrder("k0", "k1", "k2");
        assertThat(world.report(id))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains(",failed,LambdaInvocationFailed,504,"));
    }

    @Test
    void a_job_does_not_wait_while_the_lists_of_others_are_read() throws Exception {
        server("PT10M");
        var ready = world.create(
                UNTAG, b -> b.manifest(world.csv("objects,k")).priority(1).confirmationRequired(true));
        world.await(ready, JobStatus.SUSPENDED);
        var list = lines(300_000);
        var large = world.create(UNTAG, b -> b.manifest(world.csv(list)).priority(100));
        world.await(large, JobStatus.PREPARING);
        update(ready, RequestedJobStatus.READY);
        var small = world.create(UNTAG, b -> b.manifest(world.csv("objects,k")).priority(1));
        assertThat(world.ended(ready).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(world.ended(small).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(world.describe(large).status()).isEqualTo(JobStatus.PREPARING);
        update(large, RequestedJobStatus.CANCELLED);
        assertThat(world.ended(large).status()).isEqualTo(JobStatus.CANCELLED);
    }
}
