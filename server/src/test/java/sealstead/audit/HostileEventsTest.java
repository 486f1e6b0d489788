package sealstead.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.iam.Caller;
import sealstead.store.Bytes;
import sealstead.wire.Headers;

/// What requests bring to make their event fail, grow, or cost others theirs.
@SuppressWarnings("NullAway.Init")
@Timeout(60)
@Tag("drill")
final class HostileEventsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Caller TENANT = TrailWorld.account("111122223333");
    private static final Caller OTHER = TrailWorld.account("444455556666");
    private static final String HUGE = "x\u0001\"ä\ud83d\ude00\ud800".repeat(60_000);

    @TempDir
    private Path home;

    private static final Map<String, AuditEvent.Content> CONTENTS = contents();

    private static Map<String, AuditEvent.Content> contents() {
        var all = new LinkedHashMap<String, AuditEvent.Content>();
        all.put("998 nested arrays", event -> event.requestParameters().set("policy", nested(998)));
        all.put("100000 nested arrays", event -> event.requestParameters().set("policy", nested(100_000)));
        all.put("nested in the response", event -> event.responseElements().set("r", nested(2000)));
        all.put("nested in the additional data", event -> event.additional().set("a", nested(2000)));
        all.put("a huge value", event -> event.requestParameters().put("value", HUGE));
        all.put("a huge name", event -> event.requestParameters().put(HUGE, "value"));
        all.put(
                "huge names in a map",
                event -> event.requestParameters()
                        .putObject("encryptionContext")
                        .put(HUGE, "1")
                        .put(HUGE + "2", "2"));
        all.put("very many members", event -> {
            for (int i = 0; i < 50_000; i++) {
                event.requestParameters().put("name" + i, "value");
            }
        });
        all.put("very many huge members", event -> {
            for (int i = 0; i < 200; i++) {
                event.requestParameters().put("name" + i, HUGE);
            }
        });
        all.put("a long list", event -> {
            var list = event.requestParameters().putArray("tagKeys");
            for (int i = 0; i < 100_000; i++) {
                list.add("key");
            }
        });
        all.put("very many resources", event -> {
            for (int i = 0; i < 10_000; i++) {
                event.resource(HUGE.substring(0, 1000), "AWS::S3::Bucket", HUGE);
            }
        });
        all.put("an exception", event -> {
            throw new IllegalStateException("UserName is no object");
        });
        all.put("a broken store", event -> {
            throw new IOException("no such file");
        });
        all.put("no memory", event -> {
            throw new OutOfMemoryError("Java heap space");
        });
        all.put("no stack", event -> {
            throw new StackOverflowError();
        });
        return all;
    }

    private static ArrayNode nested(int depth) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (int i = 1; i < depth; i++) {
            array = JsonNodeFactory.instance.arrayNode().add(array);
        }
        return array;
    }

    private static List<JsonNode> read(TrailWorld world) throws IOException {
        var events = new ArrayList<JsonNode>();
        for (var line : world.lines()) {
            assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(AuditEvent.MAX_BYTES + 1024);
            events.add(JSON.readTree(line));
        }
        return events;
    }

    @Test
    void each_has_its_event_and_none_costs_another_tenant_one() throws IOException {
        try (var world = new TrailWorld(home).start()) {
            for (var content : CONTENTS.entrySet()) {
                world.trail().record(TrailWorld.event(TENANT, content.getKey()), content.getValue());
                world.trail().record(TrailWorld.event(OTHER, "Other" + content.getKey()), AuditEvent.Content.NONE);
            }
            assertThat(world.trail().flush()).isTrue();
            var names = read(world).stream()
                    .map(event -> event.path("eventName").asText())
                    .toList();
            for (var name : CONTENTS.keySet()) {
                assertThat(names).contains(name, "Other" + name);
            }
            var verdict = world.verify();
            assertThat(verdict.faults()).isEmpty();
            assertThat(verdict.last()).isEqualTo(2L * CONTENTS.size());
            assertThat(verdict.notRecorded()).isZero();
        }
    }

    @Test
    void what_is_left_out_says_so_and_pushes_nothing_else_out() throws IOException {
        try (var world = new TrailWorld(home).start()) {
            world.trail().record(TrailWorld.event(TENANT, "PutBucketPolicy"), event -> {
                event.requestParameters().put("first", HUGE).set("deep", nested(998));
                event.requestParameters().put("bucketName", "mine");
            });
            world.trail().flush();
            var parameters = read(world).getFirst().path("requestParameters");
            assertThat(parameters.path("bucketName").asText()).isEqualTo("mine");
            assertThat(parameters.path("first").path("omitted").asBoolean()).isTrue();
            assertThat(parameters.path("first").path("originalSize").asLong()).isGreaterThan(600_000);
            assertThat(parameters.path("deep").path("omitted").asBoolean()).isTrue();
        }
    }

    @Test
    void what_cannot_be_told_leaves_who_did_what_and_how_it_ended() throws IOException {
        try (var world = new TrailWorld(home).start()) {
            world.trail()
                    .record(
                            TrailWorld.event(TENANT, "CreateUser").failed("InternalFailure", "broken"),
                            CONTENTS.getOrDefault("an exception", AuditEvent.Content.NONE));
            world.trail().flush();
            var event = read(world).getFirst();
            assertThat(event.path("userIdentity").path("accountId").asText()).isEqualTo("111122223333");
            assertThat(event.path("requestID").asText()).isEqualTo("request-CreateUser");
            assertThat(event.path("errorCode").asText()).isEqualTo("InternalFailure");
            assertThat(event.path("requestParameters").toString())
                    .isEqualTo("{\"omitted\":true,\"reason\":\"IllegalStateException\"}");
        }
    }

    @Test
    void a_refused_call_and_the_more_an_unsigned_one_is_told_in_few_words() throws IOException {
        try (var world = new TrailWorld(home).start()) {
            var headers = new Headers().add("user-agent", "a".repeat(30_000)).add("host", "h".repeat(28_000));
            world.trail()
                    .record(
                            TrailWorld.event(TENANT, "PutKeyPolicy", false, headers)
                                    .failed("MalformedPolicyDocumentException", HUGE),
                            event -> event.requestParameters().put("keyId", "k").put("policy", "p".repeat(32_000)));
            world.trail()
                    .record(
                            TrailWorld.event(new Caller.Anonymous(), "AssumeRoleWithWebIdentity", true, headers)
                                    .failed("InvalidIdentityToken", HUGE),
                            event -> event.requestParameters()
                                    .put("roleArn", "r".repeat(200_000))
                                    .put("roleSessionName", "s"));
            world.trail().flush();
            var lines = world.lines();
            assertThat(lines.get(0)).hasSizeLessThan(12 * 1024).contains("\"keyId\":\"k\"");
            assertThat(lines.get(1)).hasSizeLessThan(4096).contains("\"roleSessionName\":\"s\"");
        }
    }

    /// Twenty seconds of unsigned calls took the memory of the audit thread, and the trail with it.
    @ParameterizedTest
    @ValueSource(ints = {20_000})
    void a_flood_of_strangers_is_counted_and_everybody_else_is_told(int calls) throws IOException {
        try (var world = new TrailWorld(home).start()) {
            for (int i = 0; i < calls; i++) {
                world.trail()
                        .record(
                                TrailWorld.event(
                                                new Caller.Anonymous(),
                                                "AssumeRoleWithWebIdentity",
                                                true,
                                                new Headers())
                                        .failed("InvalidIdentityToken", HUGE),
                                event -> event.requestParameters().put("roleArn", HUGE));
                if (i % 1000 == 0) {
                    world.trail().record(TrailWorld.event(TENANT, "Tenant" + i), AuditEvent.Content.NONE);
                }
            }
            var verdict = world.verify();
            assertThat(verdict.faults()).isEmpty();
            var events = read(world);
            long strangers = events.stream()
                    .filter(event -> event.path("eventName").asText().equals("AssumeRoleWithWebIdentity"))
                    .count();
            assertThat(events.stream()
                            .filter(event -> event.path("eventName").asText().startsWith("Tenant")))
                    .hasSize(calls / 1000);
            assertThat(strangers).isBetween(100L, 2000L);
            assertThat(verdict.notRecorded()).isEqualTo(calls - strangers);
        }
    }

    /// What one account or all strangers together let wait leaves room for everybody else.
    @Test
    void nobody_fills_the_queue_for_everybody() {
        var pending = new PendingEvents(1 << 20);
        var text = Bytes.wrap(new byte[1000]);
        while (pending.offer(new PendingEvents.Entry("", false, text), 0)) {
            // all strangers
        }
        while (pending.offer(new PendingEvents.Entry("noisy", true, text), 0)) {
            // one account
        }
        assertThat(pending.offer(new PendingEvents.Entry("quiet", false, text), 0))
                .isTrue();
        while (pending.offer(new PendingEvents.Entry("reader", false, text), 0)) {
            // events that tell of no change
        }
        assertThat(pending.offer(new PendingEvents.Entry("quiet", true, text), 0))
                .isTrue();
    }
}
