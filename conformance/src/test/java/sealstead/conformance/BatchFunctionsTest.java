package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.server.Setting;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobStatus;

/// Functions are addresses that the operator has named; a job gets what they answer.
@SuppressWarnings("NullAway.Init")
final class BatchFunctionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ARN = "arn:aws:lambda:us-east-1:" + LocalServer.ACCOUNT + ":function:count";

    private final List<JsonNode> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> tries = new ConcurrentHashMap<>();
    private HttpServer functions;
    private LocalServer server;
    private BatchWorld world;

    @BeforeEach
    void start() throws IOException {
        functions = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        functions.createContext("/count", exchange -> {
            var call = JSON.readTree(exchange.getRequestBody().readAllBytes());
            calls.add(call);
            var task = call.path("tasks").path(0);
            var key = task.path("s3Key").asText();
            int tried = tries.merge(key, 1, Integer::sum);
            var code = key.contains("never")
                    ? "PermanentFailure"
                    : key.contains("later") && tried == 1 ? "TemporaryFailure" : "Succeeded";
            var answer = JSON.createObjectNode()
                    .put(
                            "invocationSchemaVersion",
                            call.path("invocationSchemaVersion").asText())
                    .put("invocationId", call.path("invocationId").asText());
            var results = answer.putArray("results");
            if (key.startsWith("missing")) {
                answer.put("treatMissingKeysAs", key.substring("missing/".length()));
                results.addObject();
            }
            results.addObject()
                    .put(
                            "taskId",
                            key.startsWith("missing")
                                    ? "another"
                                    : task.path("taskId").asText())
                    .put("resultCode", code)
                    .put("resultString", "seen, " + tried);
            var body = JSON.writeValueAsBytes(answer);
            boolean signed = exchange.getRequestHeaders().containsKey("webhook-signature");
            exchange.sendResponseHeaders(signed ? 200 : 403, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        functions.start();
        server = new LocalServer(Map.of(
                Setting.BATCH_FUNCTIONS,
                LocalServer.ACCOUNT + "/count=http://127.0.0.1:"
                        + functions.getAddress().getPort() + "/count"));
        world = new BatchWorld(server);
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        server.close();
        functions.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "2.0"})
    void a_function_is_called_for_each_object_and_its_results_are_reported(String version) throws Exception {
        var operation = JobOperation.builder()
                .lambdaInvoke(l -> {
                    l.functionArn(ARN).invocationSchemaVersion(version);
                    if (version.equals("2.0")) {
                        l.userArguments(Map.of("colour", "blue"));
                    }
                })
                .build();
        var id = world.create(operation, world.csv("objects,a+b", "objects,never", "objects,later"));
        assertThat(world.ended(id).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(world.report(id))
                .containsExactly(
                        "objects,a+b,,succeeded,,200,\"seen, 1\"",
                        "objects,later,,succeeded,,200,\"seen, 2\"",
                        "objects,never,,failed,PermanentFailure,200,\"seen, 1\"");
        assertThat(calls).hasSize(4).allSatisfy(call -> {
            assertThat(call.path("job").path("id").asText()).isEqualTo(id);
            assertThat(call.path("invocationSchemaVersion").asText()).isEqualTo(version);
            var task = call.path("tasks").path(0);
            if (version.equals("2.0")) {
                assertThat(task.path("s3Bucket").asText()).isEqualTo("objects");
                assertThat(call.path("job").path("userArguments").path("colour").asText())
                        .isEqualTo("blue");
            } else {
                assertThat(task.path("s3BucketArn").asText()).isEqualTo("arn:aws:s3:::objects");
            }
        });
    }

    @Test
    void a_function_says_what_it_gives_no_result_for() throws Exception {
        var operation =
                JobOperation.builder().lambdaInvoke(l -> l.functionArn(ARN)).build();
        var id = world.create(operation, world.csv("objects,missing/Succeeded", "objects,missing/PermanentFailure"));
        var progress = world.ended(id).progressSummary();
        assertThat(progress.numberOfTasksSucceeded()).isEqualTo(1);
        assertThat(progress.numberOfTasksFailed()).isEqualTo(1);
    }

    @Test
    void objects_in_directory_buckets_need_the_second_schema() throws Exception {
        var operation =
                JobOperation.builder().lambdaInvoke(l -> l.functionArn(ARN)).build();
        var id = world.create(operation, world.csv(Express.name("dir") + ",k"));
        assertThat(world.ended(id).progressSummary().numberOfTasksFailed()).isEqualTo(1);
        assertThat(world.report(id)).singleElement().asString().contains(",failed,InvalidRequest,400,");
        assertThat(calls).isEmpty();
    }

    @Test
    void the_role_needs_the_right_to_invoke() throws Exception {
        new IamWorld(server)
                .asRoot(iam -> iam.putRolePolicy(r -> r.roleName("batch")
                        .policyName("no")
                        .policyDocument(
                                IamWorld.allow("lambda:InvokeFunction", ARN).replace("Allow", "Deny"))));
        var operation =
                JobOperation.builder().lambdaInvoke(l -> l.functionArn(ARN)).build();
        var id = world.create(operation, world.csv("objects,k"));
        assertThat(world.ended(id).progressSummary().numberOfTasksFailed()).isEqualTo(1);
        assertThat(world.report(id)).singleElement().asString().contains(",failed,AccessDenied,403,");
        assertThat(calls).isEmpty();
    }
}
