package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.conformance.TraceCollector.Seen;
import sealstead.server.Config;
import sealstead.server.Setting;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;

/// What a collector of traces is sent, and what it is not.
@Inside("the collector that the server was told of")
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String SAMPLED = "00-" + TRACE + "-" + PARENT + "-01";
    private static final String UNSAMPLED = "00-" + TRACE + "-" + PARENT + "-00";

    @TempDir
    private Path folder;

    private static LocalServer server(TraceCollector collector, Setting setting, String value) {
        return server(collector.url(), Map.of(setting, value));
    }

    private static LocalServer server(String url, Map<Setting, String> more) {
        var settings = new EnumMap<Setting, String>(Setting.class);
        settings.put(Setting.TRACES_OTLP, url);
        // No job of its own in between.
        settings.put(Setting.MAINTENANCE_EVERY, "PT1H");
        settings.put(Setting.REPLICATION_EVERY, "PT1H");
        settings.putAll(more);
        return new LocalServer(settings);
    }

    private static AwsRequestOverrideConfiguration within(String traceparent) {
        return AwsRequestOverrideConfiguration.builder()
                .putHeader("traceparent", traceparent)
                .build();
    }

    private static List<String> names(List<Seen> spans) {
        return spans.stream().map(Seen::name).toList();
    }

    private static Seen only(List<Seen> spans, String name) {
        var found = spans.stream().filter(span -> span.name().equals(name)).toList();
        assertThat(found).as("%s in %s", name, spans).hasSize(1);
        return found.getFirst();
    }

    /// A bucket whose default is a KMS key with a bucket key.
    ///
    /// @return the key's ARN
    private static String sealed(LocalServer server, S3Client s3, String bucket) {
        try (var kms = server.kms()) {
            var arn = kms.createKey().keyMetadata().arn();
            s3.createBucket(b -> b.bucket(bucket));
            s3.putBucketEncryption(b -> b.bucket(bucket)
                    .serverSideEncryptionConfiguration(c -> c.rules(r -> r.bucketKeyEnabled(true)
                            .applyServerSideEncryptionByDefault(d ->
                                    d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID(arn)))));
            return arn;
        }
    }

    @Test
    void a_put_and_a_get_under_a_bucket_key_show_their_way() throws IOException {
        try (var collector = new TraceCollector()) {
            String arn;
            String first;
            String second;
            String get;
            try (var server = server(collector.url(), Map.of());
                    var s3 = server.s3()) {
                arn = sealed(server, s3, "followed");
                first = s3.putObject(
                                b -> b.bucket("followed").key("a").overrideConfiguration(within(SAMPLED)),
                                RequestBody.fromBytes(new byte[1 << 20]))
                        .responseMetadata()
                        .requestId();
                second = s3.putObject(b -> b.bucket("followed").key("b"), RequestBody.fromString("small"))
                        .responseMetadata()
                        .requestId();
                get = s3.getObjectAsBytes(b -> b.bucket("followed").key("a"))
                        .response()
                        .responseMetadata()
                        .requestId();
            }
            assertThat(collector.resources())
                    .allSatisfy(resource -> assertThat(resource)
                            .containsEntry("service.name", "sealstead")
                            .containsEntry("service.version", "0.1.0"));

            var put = collector.request(first);
            assertThat(put.name()).isEqualTo("PutObject");
            assertThat(put.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
            assertThat(put.trace()).isEqualTo(TRACE);
            assertThat(put.parent()).isEqualTo(PARENT);
            assertThat(put.bad()).isFalse();
            assertThat(put.says())
                    .containsEntry("rpc.system", "aws-api")
                    .containsEntry("rpc.service", "S3")
                    .containsEntry("rpc.method", "PutObject")
                    .containsEntry("http.request.method", "PUT")
                    .containsEntry("http.response.status_code", "200")
                    .containsEntry("http.request.body.size", Integer.toString(1 << 20))
                    .containsEntry("aws.s3.bucket", "followed")
                    .containsEntry("sealstead.bucket_class", "general-purpose")
                    .containsEntry("sealstead.protection", "SSE-KMS")
                    .containsEntry("sealstead.bucket_key", "true")
                    .containsEntry("sealstead.kms.key_arn", arn)
                    .doesNotContainKeys("error.type", "aws.s3.key");
            var steps = collector.children(put);
            assertThat(names(steps))
                    .contains("authentication", "policy", "store read", "blob write", "store commit")
                    .containsOnlyOnce("KMS GenerateDataKey");
            assertThat(only(steps, "policy").says())
                    .containsEntry("sealstead.policy.action", "s3:PutObject")
                    .containsEntry("sealstead.policy.decision", "allow");
            var made = only(steps, "KMS GenerateDataKey");
            assertThat(made.says())
                    .containsEntry("sealstead.kms.key_arn", arn)
                    .containsEntry("sealstead.kms.outcome", "made")
                    .containsEntry("sealstead.kms.reason", "bucket_key")
                    .containsEntry("sealstead.kms.saved_by_bucket_key", "false");
            assertThat(only(collector.children(made), "policy").says())
                    .containsEntry("sealstead.policy.action", "kms:GenerateDataKey");
            var blob = only(steps, "blob write");
            assertThat(Long.parseLong(blob.says("sealstead.blob.bytes"))).isGreaterThan(1 << 20);
            assertThat(names(collector.children(blob))).containsExactly("blob commit");
            assertThat(steps.stream().filter(step -> step.name().equals("store commit")))
                    .allSatisfy(step -> assertThat(step.says())
                            .containsEntry("sealstead.store.applied", "true")
                            .containsKey("sealstead.store.table"));

            var small = collector.request(second);
            assertThat(small.parent()).isEmpty();
            assertThat(small.trace()).isNotEqualTo(TRACE);
            assertThat(only(collector.children(small), "KMS GenerateDataKey").says())
                    .containsEntry("sealstead.kms.key_arn", arn)
                    .containsEntry("sealstead.kms.outcome", "saved")
                    .containsEntry("sealstead.kms.saved_by_bucket_key", "true");
            assertThat(names(collector.below(small))).doesNotContain("blob write");

            var read = collector.request(get);
            assertThat(read.name()).isEqualTo("GetObject");
            assertThat(names(collector.children(read)))
                    .contains("authentication", "policy", "KMS Decrypt", "store read", "blob read");
            assertThat(only(collector.children(read), "KMS Decrypt").says())
                    .containsEntry("sealstead.kms.key_arn", arn);
            assertThat(Long.parseLong(
                            only(collector.children(read), "blob read").says("sealstead.blob.bytes")))
                    .isGreaterThanOrEqualTo(1 << 20);
        }
    }

    @Test
    void work_that_another_thread_goes_on_with_is_of_the_same_request() throws IOException {
        try (var collector = new TraceCollector()) {
            String copy;
            String list;
            try (var server = server(collector.url(), Map.of());
                    var s3 = server.s3()) {
                s3.createBucket(b -> b.bucket("handed"));
                s3.putObject(b -> b.bucket("handed").key("a"), RequestBody.fromBytes(new byte[1 << 20]));
                copy = s3.copyObject(b -> b.sourceBucket("handed")
                                .sourceKey("a")
                                .destinationBucket("handed")
                                .destinationKey("b"))
                        .responseMetadata()
                        .requestId();
                list = s3.listObjectsV2(b -> b.bucket("handed"))
                        .responseMetadata()
                        .requestId();
            }
            assertThat(names(collector.below(collector.request(copy))))
                    .contains("blob read", "blob write", "blob commit");
            assertThat(names(collector.below(collector.request(list)))).contains("store scan");
            // Nothing is left of a request on a thread that serves others: every span has its own request above it.
            assertThat(collector.spans().stream()
                            .filter(span -> span.kind() == SpanKind.SPAN_KIND_SERVER)
                            .map(Seen::trace))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void other_services_and_failures_are_told_by_their_names() throws IOException {
        try (var collector = new TraceCollector()) {
            String missing;
            String arn;
            try (var server = server(collector.url(), Map.of());
                    var s3 = server.s3();
                    var kms = server.kms()) {
                arn = kms.createKey().keyMetadata().arn();
                kms.generateDataKey(b -> b.keyId(arn).keySpec(DataKeySpec.AES_256));
                s3.createBucket(b -> b.bucket("failing"));
                missing = refused(
                        () -> s3.getObjectAsBytes(b -> b.bucket("failing").key("none")));
            }
            var made = only(
                    collector.spans().stream()
                            .filter(span -> span.kind() == SpanKind.SPAN_KIND_SERVER)
                            .toList(),
                    "GenerateDataKey");
            assertThat(made.says())
                    .containsEntry("rpc.service", "KMS")
                    .containsEntry("sealstead.kms.key_arn", arn)
                    .containsEntry("sealstead.kms.outcome", "made");
            var get = collector.request(missing);
            assertThat(get.says())
                    .containsEntry("http.response.status_code", "404")
                    .containsEntry("error.type", "NoSuchKey")
                    .containsEntry("aws.s3.bucket", "failing");
            assertThat(get.bad())
                    .as("who asks for what is not there broke nothing here")
                    .isFalse();
        }
    }

    private static String refused(Runnable call) {
        try {
            call.run();
        } catch (S3Exception refusal) {
            return refusal.requestId();
        }
        throw new AssertionError("it was not refused");
    }

    /// What is no parent begins a trace of its own.
    @Test
    void only_a_well_formed_parent_is_one() throws Exception {
        var malformed = List.of(
                "",
                "x",
                "ff-" + TRACE + "-" + PARENT + "-01",
                "00-" + TRACE.toUpperCase(java.util.Locale.ROOT) + "-" + PARENT + "-01",
                "00-" + "0".repeat(32) + "-" + PARENT + "-01",
                "00-" + TRACE + "-" + "0".repeat(16) + "-01",
                "00-" + TRACE + "-" + PARENT + "-1",
                "00-" + TRACE + "-" + PARENT + "-01-more",
                "00-" + TRACE + "-" + PARENT + "-zz",
                "00_" + TRACE + "_" + PARENT + "_01",
                SAMPLED + "," + SAMPLED,
                SAMPLED + "x".repeat(8000));
        try (var collector = new TraceCollector()) {
            var ids = new ArrayList<String>();
            String twice;
            try (var server = server(collector.url(), Map.of())) {
                for (var header : malformed) {
                    ids.add(asked(server, header));
                }
                twice = Raw.request(server.endpoint(), "GET", "/")
                        .unsignedHeader("traceparent", SAMPLED + "\r\ntraceparent: " + SAMPLED)
                        .send()
                        .header("x-amz-request-id")
                        .orElseThrow();
            }
            ids.add(twice);
            for (var id : ids) {
                var span = collector.request(id);
                assertThat(span.name()).isEqualTo("ListBuckets");
                assertThat(span.parent()).isEmpty();
                assertThat(span.trace()).isNotEqualTo(TRACE);
            }
        }
    }

    private static String asked(LocalServer server, String traceparent) throws Exception {
        return Raw.request(server.endpoint(), "GET", "/")
                .unsignedHeader("traceparent", traceparent)
                .send()
                .header("x-amz-request-id")
                .orElseThrow();
    }

    @Test
    void what_is_not_sampled_is_not_told() throws Exception {
        try (var collector = new TraceCollector()) {
            String sampled;
            try (var server = server(collector.url(), Map.of())) {
                asked(server, "00-" + TRACE + "-" + PARENT + "-00");
                sampled = asked(server, SAMPLED);
            }
            assertThat(collector.spans().stream().filter(span -> span.kind() == SpanKind.SPAN_KIND_SERVER))
                    .singleElement()
                    .isEqualTo(collector.request(sampled));
        }
        // No client can make the server tell of all it asks.
        try (var collector = new TraceCollector()) {
            try (var server = server(collector, Setting.TRACES_SAMPLE, "0")) {
                asked(server, SAMPLED);
                server.server().maintainNow();
            }
            assertThat(collector.spans()).isEmpty();
        }
    }

    /// Half of all traces, each whole, whatever ids their clients chose.
    @Test
    void a_part_of_the_traces_is_told_and_each_of_them_whole() throws Exception {
        try (var collector = new TraceCollector()) {
            try (var server = server(collector, Setting.TRACES_SAMPLE, "0.5")) {
                for (int trace = 1; trace <= 64; trace++) {
                    var parent = "00-%032x-%s-01".formatted(trace, PARENT);
                    asked(server, parent);
                    asked(server, parent);
                }
            }
            var told = collector.spans().stream()
                    .filter(span -> span.kind() == SpanKind.SPAN_KIND_SERVER)
                    .collect(Collectors.groupingBy(Seen::trace, Collectors.counting()));
            assertThat(told).hasSizeBetween(8, 56); // by chance fewer than once in 10^9
            assertThat(told.values()).allMatch(requests -> requests == 2);
        }
    }

    @Test
    void a_request_with_many_steps_tells_of_some_and_counts_the_others() throws IOException {
        try (var collector = new TraceCollector()) {
            String many;
            try (var server = server(collector.url(), Map.of());
                    var s3 = server.s3()) {
                s3.createBucket(b -> b.bucket("many"));
                var keys = IntStream.range(0, 500)
                        .mapToObj(i -> ObjectIdentifier.builder().key("k" + i).build())
                        .toList();
                many = s3.deleteObjects(b -> b.bucket("many").delete(d -> d.objects(keys)))
                        .responseMetadata()
                        .requestId();
            }
            var request = collector.request(many);
            assertThat(collector.below(request)).hasSize(128);
            assertThat(Long.parseLong(request.says("sealstead.spans.left_out"))).isGreaterThan(300);
        }
    }

    @Test
    void a_turn_of_a_job_is_one_span() throws IOException {
        try (var collector = new TraceCollector()) {
            try (var server = server(collector.url(), Map.of())) {
                try (var s3 = server.s3()) {
                    s3.createBucket(b -> b.bucket("worked").overrideConfiguration(within(UNSAMPLED)));
                }
                server.server().maintainNow();
            }
            var jobs = collector.spans();
            assertThat(names(jobs)).contains("job bucket-owners");
            assertThat(jobs).allSatisfy(job -> {
                assertThat(job.name()).startsWith("job ");
                assertThat(job.parent()).isEmpty();
                assertThat(job.bad()).isFalse();
                assertThat(job.says()).containsKey("sealstead.job.items");
            });
        }
    }

    /// There are several such turns a second.
    @Test
    void a_turn_of_a_job_that_finds_nothing_to_do_is_no_span() throws IOException {
        try (var collector = new TraceCollector()) {
            try (var server = server(collector.url(), Map.of())) {
                server.server().maintainNow();
                server.server().maintainNow();
            }
            assertThat(collector.spans()).isEmpty();
        }
    }

    @Test
    void a_try_to_deliver_an_event_is_one_span() throws IOException {
        var settings = Map.of(Setting.NOTIFICATION_WEBHOOKS, "hook=http://127.0.0.1:1/");
        try (var collector = new TraceCollector();
                var server = server(collector.url(), settings);
                var s3 = server.s3()) {
            s3.createBucket(b -> b.bucket("eventful"));
            var topic = "arn:aws:sns:" + LocalServer.REGION + ":" + LocalServer.ACCOUNT + ":hook";
            s3.putBucketNotificationConfiguration(b -> b.bucket("eventful")
                    .notificationConfiguration(c ->
                            c.topicConfigurations(t -> t.topicArn(topic).eventsWithStrings("s3:ObjectCreated:*"))));
            s3.putObject(b -> b.bucket("eventful").key("key7319"), RequestBody.fromString("x"));
            Eventually.holds(
                    "the event was told in a span",
                    () -> names(collector.spans()).contains("webhook hook"));
            var tried = collector.spans().stream()
                    .filter(span -> span.name().equals("webhook hook"))
                    .findFirst()
                    .orElseThrow();
            assertThat(tried.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
            assertThat(tried.parent()).isEmpty();
            assertThat(tried.bad()).isTrue();
            assertThat(tried.says()).containsEntry("error.type", "java.net.ConnectException");
            assertThat(collector.everything()).doesNotContain("key7319");
        }
    }

    @Test
    void what_goes_to_another_endpoint_is_told() throws IOException {
        try (var collector = new TraceCollector();
                var far = new LocalServer();
                var there = far.plainS3()) {
            ReplicationWorld.versioned(there, "copies");
            var file = folder.resolve("endpoints");
            Files.write(
                    file,
                    List.of(
                            "offsite.endpoint = " + far.endpoint(),
                            "offsite.region = " + LocalServer.REGION,
                            "offsite.bucket = copies",
                            "offsite.access-key-id = " + LocalServer.ACCESS_KEY_ID,
                            "offsite.secret-access-key = " + LocalServer.SECRET,
                            "offsite.accounts = " + LocalServer.ACCOUNT));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            try (var near = server(collector, Setting.REPLICATION_ENDPOINTS_FILE, file.toString());
                    var s3 = near.plainS3();
                    var iam = new IamWorld(near).iam(IamWorld.ROOT)) {
                ReplicationWorld.makeRole(iam, "replication", ReplicationWorld.OF_SOURCE, "kms:Decrypt");
                ReplicationWorld.versioned(s3, "source");
                new ReplicationWorld(near, s3).replicate("source", ReplicationWorld.everything("offsite"));
                s3.putObject(b -> b.bucket("source").key("key7319"), RequestBody.fromBytes(new byte[1 << 20]));
                near.server().maintainNow();
                assertThat(there.headObject(b -> b.bucket("copies").key("key7319"))
                                .contentLength())
                        .isEqualTo(1 << 20);
            }
            var put = only(collector.spans(), "replication put");
            assertThat(put.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
            assertThat(put.bad()).isFalse();
            assertThat(put.says())
                    .containsEntry("sealstead.replication.endpoint", "offsite")
                    .containsEntry("sealstead.replication.bytes", Integer.toString(1 << 20));
            assertThat(collector.everything()).doesNotContain("key7319").doesNotContain(LocalServer.SECRET);
        }
    }

    @Test
    void looks_whether_all_is_well_are_not_told() throws Exception {
        try (var collector = new TraceCollector()) {
            try (var server = server(collector.url(), Map.of())) {
                Raw.request(server.endpoint(), "GET", "/_sealstead/health/live").send();
                PrometheusMetricsTest.scrape(server, "none");
            }
            assertThat(collector.spans()).isEmpty();
        }
    }

    /// The log as it is written while something is done.
    private static List<String> logged(Work work) throws Exception {
        var lines = Collections.synchronizedList(new ArrayList<String>());
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                var from = String.valueOf(line.getLoggerName());
                if (from.startsWith("io.opentelemetry") || from.startsWith("sealstead.tracing")) {
                    lines.add(line.getLevel() + " " + line.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var root = Logger.getLogger("");
        root.addHandler(handler);
        try {
            work.perform();
        } finally {
            root.removeHandler(handler);
        }
        return List.copyOf(lines);
    }

    private interface Work {
        void perform() throws Exception;
    }

    private static long counted(LocalServer server, String name) throws IOException {
        return Administration.told(server, "GET admin/counters").path(name).asLong(-1);
    }

    private static void putSome(S3Client s3, String bucket, int puts) {
        for (int i = 0; i < puts; i++) {
            var key = "k" + i;
            s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("x"));
        }
    }

    @Test
    void an_unreachable_collector_costs_spans_and_one_line() throws Exception {
        int nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        var lines = logged(() -> {
            try (var server = server("http://127.0.0.1:" + nobody + "/v1/traces", Map.of());
                    var s3 = server.s3()) {
                s3.createBucket(b -> b.bucket("alone"));
                long lost = 0;
                for (int batches = 0; batches < 3; batches++) {
                    putSome(s3, "alone", 20);
                    long before = lost;
                    while (lost == before) {
                        lost = counted(server, "traceSpansDropped");
                    }
                }
                assertThat(counted(server, "traceSpansSent")).isZero();
                assertThat(counted(server, "traceExportsFailed")).isPositive();
                var token = Administration.token(server, "PT1H").path("token").asText();
                assertThat(PrometheusMetricsTest.scrape(server, token).body())
                        .containsPattern("sealstead_trace_spans_dropped_total [1-9]");
            }
        });
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).contains("does not take what there is");
    }

    /// Requests are answered while the collector has taken nothing and answered nothing.
    @Test
    void a_collector_that_is_silent_holds_up_no_request() throws Exception {
        var held = new CountDownLatch(1);
        try (var collector = new TraceCollector(held)) {
            var lines = logged(() -> {
                try (var server = server(collector.url(), Map.of());
                        var s3 = server.s3()) {
                    s3.createBucket(b -> b.bucket("silent"));
                    while (counted(server, "traceSpansDropped") == 0) {
                        putSome(s3, "silent", 100);
                    }
                    assertThat(collector.spans()).isEmpty();
                    held.countDown();
                    while (counted(server, "traceSpansSent") == 0) {
                        putSome(s3, "silent", 1);
                    }
                }
            });
            assertThat(lines.getFirst()).contains("does not take what there is");
            assertThat(lines.get(1)).contains("takes them again");
        }
    }

    @Test
    void it_is_off_unless_somebody_says_where_traces_go() throws IOException {
        var before = Thread.getAllStackTraces().keySet();
        try (var server = new LocalServer()) {
            assertThat(Administration.told(server, "GET admin/counters").has("traceSpansSent"))
                    .isFalse();
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> !before.contains(thread))
                            .map(Thread::getName))
                    .noneMatch(name -> name.contains("BatchSpanProcessor"));
        }
    }

    @Test
    void settings_that_make_no_sense_are_refused() {
        for (var url : List.of("collector:4318", "ftp://h/", "http:///v1", "http://user:pass@h/", "http://h /")) {
            assertThatThrownBy(() -> Config.load(Map.of(Setting.TRACES_OTLP, url), Map.of()))
                    .as(url)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("traces.otlp");
        }
        for (var ratio : List.of("-0.1", "1.1", "NaN", "half", "")) {
            assertThatThrownBy(() -> Config.load(Map.of(Setting.TRACES_SAMPLE, ratio), Map.of()))
                    .as(ratio)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("traces.sample");
        }
    }

    /// Every secret, and everything that names an object, is one of a kind, so that none is in what was sent by chance.
    @Test
    void nothing_secret_and_no_key_of_an_object_is_sent() throws Exception {
        var key = "secretkey7319";
        var customer = Base64.getEncoder()
                .encodeToString("customerkey-of-thirty-two-bytes!".getBytes(StandardCharsets.US_ASCII));
        try (var collector = new TraceCollector()) {
            try (var server = server(collector.url(), Map.of());
                    var s3 = server.s3();
                    var kms = server.kms()) {
                var arn = sealed(server, s3, "quiet");
                s3.putObject(
                        b -> b.bucket("quiet")
                                .key(key)
                                .metadata(Map.of("metaname7319", "metavalue7319"))
                                .tagging("tagname7319=tagvalue7319"),
                        RequestBody.fromString("bodytext7319"));
                s3.getObjectAsBytes(b -> b.bucket("quiet").key(key));
                s3.copyObject(b -> b.sourceBucket("quiet")
                        .sourceKey(key)
                        .destinationBucket("quiet")
                        .destinationKey(key + "/copy"));
                s3.listObjectsV2(b -> b.bucket("quiet").prefix(key));
                s3.deleteObjects(b -> b.bucket("quiet").delete(d -> d.objects(o -> o.key(key + "/copy"))));
                s3.putObjectTagging(b -> b.bucket("quiet")
                        .key(key)
                        .tagging(t -> t.tagSet(Tag.builder()
                                .key("tagname7319")
                                .value("tagvalue7319")
                                .build())));
                assertThatThrownBy(
                                () -> s3.getObjectAsBytes(b -> b.bucket("quiet").key(key + "/none")))
                        .isInstanceOf(NoSuchKeyException.class);
                // What stands where a bucket would, may be the first part of a key.
                assertThatThrownBy(() -> s3.getObjectAsBytes(b -> b.bucket(key).key("k")))
                        .isInstanceOf(NoSuchBucketException.class);
                assertThat(Raw.request(server.endpoint(), "PUT", "/SECRETKEY7319")
                                .sign()
                                .send()
                                .status())
                        .isEqualTo(400);
                var plaintext = SdkBytes.fromUtf8String("kmsplain7319");
                var context = Map.of("contextname7319", "contextvalue7319");
                var sealed = kms.encrypt(b -> b.keyId(arn).plaintext(plaintext).encryptionContext(context));
                kms.decrypt(b -> b.ciphertextBlob(sealed.ciphertextBlob()).encryptionContext(context));
                Raw.request(server.endpoint(), "GET", "/quiet/" + key + "?X-Amz-Signature=signature7319&a=query7319")
                        .header("x-amz-server-side-encryption-customer-key", customer)
                        .header("x-amz-security-token", "token7319")
                        .header("user-agent", "agent7319")
                        .unsignedHeader("tracestate", "state=state7319")
                        .send();
                Raw.request(server.endpoint(), "SECRETMETHOD7319", "/quiet/" + key)
                        .send();
            }
            var sent = collector.everything();
            assertThat(names(collector.spans()))
                    .contains("PutObject", "GetObject", "CopyObject", "DeleteObjects", "Encrypt");
            assertThat(sent).contains("quiet");
            for (var secret : List.of(
                    "7319",
                    LocalServer.SECRET,
                    LocalServer.ACCESS_KEY_ID,
                    "customerkey",
                    customer,
                    "Credential=",
                    "AWS4-")) {
                assertThat(sent).doesNotContainIgnoringCase(secret);
            }
        }
    }

    @Test
    void keys_of_objects_are_told_to_who_wants_them() throws IOException {
        try (var collector = new TraceCollector()) {
            String put;
            try (var server = server(collector, Setting.TRACES_OBJECT_KEYS, "true");
                    var s3 = server.s3()) {
                s3.createBucket(b -> b.bucket("loud"));
                put = s3.putObject(b -> b.bucket("loud").key("a/ä key"), RequestBody.fromString("x"))
                        .responseMetadata()
                        .requestId();
            }
            assertThat(collector.request(put).says("aws.s3.key")).isEqualTo("a/ä key");
        }
    }
}
