package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Refusals.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.FilterRuleName;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/// Events reach a real web server, each at least once, also one that was away for a while.
@Overlay.Defaults
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class NotificationTest {
    private static final String ARN = "arn:aws:sns:" + LocalServer.REGION + ":" + LocalServer.ACCOUNT + ":hook";
    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Signed> signed = new LinkedBlockingQueue<>();
    private final AtomicInteger answer = new AtomicInteger(200);
    private HttpServer hook;
    private LocalServer server;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/events", exchange -> {
            var body = exchange.getRequestBody().readAllBytes();
            var event = new ObjectMapper().readTree(body);
            var sent = exchange.getRequestHeaders();
            int status = answer.get();
            signed.add(new Signed(
                    sent.getFirst("webhook-id"),
                    sent.getFirst("webhook-timestamp"),
                    sent.getFirst("webhook-signature"),
                    new String(body, StandardCharsets.UTF_8)));
            if (status == 200) {
                received.add(event.path("Records").path(0));
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        hook.start();
        server = new LocalServer(Map.of(
                Setting.NOTIFICATION_WEBHOOKS,
                "hook=http://127.0.0.1:" + hook.getAddress().getPort()
                        + "/events, other=http://127.0.0.1:1/, 999988887777/foreign=http://127.0.0.1:1/"));
        s3 = server.s3();
        s3.createBucket(b -> b.bucket("told"));
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        server.close();
        hook.stop(0);
    }

    /// What a receiver verifies by.
    private record Signed(String id, String timestamp, String signature, String body) {}

    private JsonNode next() throws InterruptedException {
        var event = received.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }

    private void configure(TopicConfiguration... topics) {
        s3.putBucketNotificationConfiguration(
                b -> b.bucket("told").notificationConfiguration(c -> c.topicConfigurations(topics)));
    }

    private static TopicConfiguration topic(String... events) {
        return TopicConfiguration.builder()
                .id("t" + events.length)
                .topicArn(ARN)
                .eventsWithStrings(events)
                .build();
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private void put(String key) {
        s3.putObject(b -> b.bucket("told").key(key), RequestBody.fromString("four"));
    }

    @Test
    void a_list_that_changes_is_told_and_one_that_does_not_is_not() throws Exception {
        s3.putBucketOwnershipControls(b -> b.bucket("told")
                .ownershipControls(c -> c.rules(r -> r.objectOwnership(ObjectOwnership.OBJECT_WRITER))));
        s3.deletePublicAccessBlock(b -> b.bucket("told"));
        configure(topic("s3:ObjectAcl:Put"));
        put("k");
        s3.putObjectAcl(b -> b.bucket("told").key("k").acl(ObjectCannedACL.PRIVATE));
        s3.putObjectAcl(b -> b.bucket("told").key("k").acl(ObjectCannedACL.PUBLIC_READ));
        s3.putObjectAcl(b -> b.bucket("told").key("k").acl(ObjectCannedACL.PUBLIC_READ));
        put("last");
        s3.putObjectAcl(b -> b.bucket("told").key("last").acl(ObjectCannedACL.PUBLIC_READ));
        for (var key : List.of("k", "last")) {
            var event = next();
            assertThat(event.path("eventName").asText()).isEqualTo("ObjectAcl:Put");
            assertThat(event.path("eventVersion").asText()).isEqualTo("2.3");
            assertThat(names(event.path("s3").path("object"))).containsExactlyInAnyOrder("key", "eTag");
            assertThat(event.path("s3").path("object").path("key").asText()).isEqualTo(key);
        }
    }

    @Test
    void restorations_are_told_from_their_beginning_to_their_expiry() throws Exception {
        configure(topic("s3:ObjectRestore:*"));
        s3.putObject(b -> b.bucket("told").key("cold").storageClass("GLACIER"), RequestBody.fromString("four"));
        s3.restoreObject(b -> b.bucket("told").key("cold").restoreRequest(r -> r.days(1)));
        assertThat(next().path("eventName").asText()).isEqualTo("ObjectRestore:Post");
        server.server().maintainNow();
        var completed = next();
        assertThat(completed.path("eventName").asText()).isEqualTo("ObjectRestore:Completed");
        var data = completed.path("glacierEventData").path("restoreEventData");
        assertThat(data.path("lifecycleRestoreStorageClass").asText()).isEqualTo("GLACIER");
        assertThat(data.path("lifecycleRestorationExpiryTime").asText()).endsWith("T00:00:00.000Z");
        server.clock().move(java.time.Duration.ofDays(2));
        server.server().maintainNow();
        assertThat(next().path("eventName").asText()).isEqualTo("ObjectRestore:Delete");
    }

    @Test
    void transitions_are_told_with_the_class_they_lead_to() throws Exception {
        configure(topic("s3:LifecycleTransition"));
        s3.putBucketLifecycleConfiguration(b -> b.bucket("told")
                .transitionDefaultMinimumObjectSize("varies_by_storage_class")
                .lifecycleConfiguration(c -> c.rules(r -> r.id("cool")
                        .status("Enabled")
                        .filter(f -> f.prefix(""))
                        .transitions(t -> t.days(0).storageClass("DEEP_ARCHIVE")))));
        put("key");
        server.clock().move(java.time.Duration.ofDays(2));
        server.server().maintainNow();
        var moved = next();
        assertThat(moved.path("eventName").asText()).isEqualTo("LifecycleTransition");
        assertThat(moved.path("lifecycleEventData")
                        .path("transitionEventData")
                        .path("destinationStorageClass")
                        .asText())
                .isEqualTo("DEEP_ARCHIVE");
        assertThat(moved.path("s3").path("object").path("key").asText()).isEqualTo("key");
    }

    @Test
    void every_kind_of_change_is_told() throws Exception {
        configure(topic("s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:ObjectTagging:*"));
        put("a b/ü");
        var created = next();
        assertThat(created.path("eventName").asText()).isEqualTo("ObjectCreated:Put");
        assertThat(created.path("eventSource").asText()).isEqualTo("aws:s3");
        assertThat(created.path("awsRegion").asText()).isEqualTo(LocalServer.REGION);
        var object = created.path("s3").path("object");
        assertThat(object.path("key").asText()).isEqualTo("a+b/%C3%BC");
        assertThat(object.path("size").asLong()).isEqualTo(4);
        assertThat(object.path("eTag").asText())
                .isEqualTo(
                        s3.headObject(b -> b.bucket("told").key("a b/ü")).eTag().replace("\"", ""));
        assertThat(created.path("s3").path("bucket").path("name").asText()).isEqualTo("told");
        assertThat(created.path("eventVersion").asText()).isEqualTo("2.1");
        assertThat(names(created.path("responseElements"))).containsExactlyInAnyOrder("x-amz-request-id", "x-amz-id-2");
        assertThat(names(object)).containsExactlyInAnyOrder("key", "size", "eTag", "sequencer");

        s3.copyObject(b -> b.sourceBucket("told")
                .sourceKey("a b/ü")
                .destinationBucket("told")
                .destinationKey("copy"));
        assertThat(next().path("eventName").asText()).isEqualTo("ObjectCreated:Copy");
        s3.putObjectTagging(b -> b.bucket("told")
                .key("copy")
                .tagging(t -> t.tagSet(g -> g.key("a").value("b"))));
        var tagged = next();
        assertThat(tagged.path("eventName").asText()).isEqualTo("ObjectTagging:Put");
        assertThat(tagged.path("eventVersion").asText()).isEqualTo("2.3");
        assertThat(names(tagged.path("s3").path("object"))).containsExactlyInAnyOrder("key", "eTag");
        s3.deleteObjectTagging(b -> b.bucket("told").key("copy"));
        assertThat(next().path("eventName").asText()).isEqualTo("ObjectTagging:Delete");
        var upload =
                s3.createMultipartUpload(b -> b.bucket("told").key("large")).uploadId();
        var etag = s3.uploadPart(
                        b -> b.bucket("told").key("large").uploadId(upload).partNumber(1), RequestBody.fromString("p"))
                .eTag();
        s3.completeMultipartUpload(b -> b.bucket("told")
                .key("large")
                .uploadId(upload)
                .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(etag))));
        assertThat(next().path("eventName").asText()).isEqualTo("ObjectCreated:CompleteMultipartUpload");
        s3.deleteObject(b -> b.bucket("told").key("copy"));
        var removed = next();
        assertThat(removed.path("eventName").asText()).isEqualTo("ObjectRemoved:Delete");
        assertThat(removed.path("eventVersion").asText()).isEqualTo("2.1");
        assertThat(names(removed.path("s3").path("object"))).containsExactlyInAnyOrder("key", "sequencer");
        s3.putBucketVersioning(b -> b.bucket("told").versioningConfiguration(v -> v.status("Enabled")));
        s3.deleteObjects(b -> b.bucket("told").delete(d -> d.objects(o -> o.key("large"))));
        var marker = next();
        assertThat(marker.path("eventName").asText()).isEqualTo("ObjectRemoved:DeleteMarkerCreated");
        assertThat(marker.path("s3").path("object").path("versionId").asText()).hasSize(32);
    }

    @Test
    void filters_choose_by_prefix_and_suffix() throws Exception {
        configure(topic("s3:ObjectCreated:Put").toBuilder()
                .filter(f -> f.key(k -> k.filterRules(
                        r -> r.name(FilterRuleName.PREFIX).value("img/"),
                        r -> r.name(FilterRuleName.SUFFIX).value(".jpg"))))
                .build());
        put("img/1.png");
        put("doc/1.jpg");
        put("img/2.jpg");
        assertThat(next().path("s3").path("object").path("key").asText()).isEqualTo("img/2.jpg");
        assertThat(received).isEmpty();
    }

    @Test
    void events_wait_for_a_webhook_that_is_away_and_survive_a_restart() throws Exception {
        configure(topic("s3:ObjectCreated:*"));
        answer.set(503);
        put("1");
        put("2");
        s3.close();
        server.restart();
        s3 = server.s3();
        put("3");
        answer.set(200);
        for (var key : List.of("1", "2", "3")) {
            assertThat(next().path("s3").path("object").path("key").asText()).isEqualTo(key);
        }
    }

    @Test
    void an_event_is_signed_under_the_key_of_its_webhook() throws Exception {
        configure(topic("s3:ObjectCreated:*"));
        answer.set(500);
        put("1");
        var first = signed.poll(20, TimeUnit.SECONDS);
        answer.set(200);
        next();
        var again = signed.poll(20, TimeUnit.SECONDS);
        assertThat(first).isNotNull();
        assertThat(again).isNotNull();
        assertThat(again.id()).as("the same for every attempt").isEqualTo(first.id());
        for (var webhook : List.of("hook", "other")) {
            var secret = Administration.ask(server, "GET admin/webhooks/secret?name=" + webhook)
                    .document()
                    .path("secret")
                    .asText();
            assertThat(secret).startsWith("whsec_");
            var key = Base64.getDecoder().decode(secret.substring(6));
            var expected = "v1,"
                    + Base64.getEncoder()
                            .encodeToString(Raw.hmac(key, again.id() + "." + again.timestamp() + "." + again.body()));
            assertThat(again.signature().equals(expected)).isEqualTo(webhook.equals("hook"));
        }
        assertThat(Administration.ask(server, "GET admin/webhooks/secret?name=none")
                        .status())
                .isEqualTo(400);
        var token = Administration.token(server, "PT1H").path("token").asText();
        assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/admin/webhooks/secret?name=hook")
                        .header("authorization", "Bearer " + token)
                        .send()
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_webhook_of_one_account_is_no_others() {
        var arn = "arn:aws:sns:" + LocalServer.REGION + ":" + LocalServer.ACCOUNT + ":";
        for (var name : List.of("foreign", "999988887777/foreign")) {
            assertRefused(
                    400,
                    "InvalidArgument",
                    () -> configure(topic("s3:ObjectCreated:*").toBuilder()
                            .topicArn(arn + name)
                            .build()));
        }
    }

    @Test
    void the_configuration_reads_back_and_what_cannot_be_is_refused() throws IOException {
        var empty = s3.getBucketNotificationConfiguration(b -> b.bucket("told"));
        assertThat(empty.topicConfigurations()).isEmpty();
        var two = List.of(
                topic("s3:ObjectCreated:*"), topic("s3:ObjectRemoved:Delete", "s3:ObjectRemoved:DeleteMarkerCreated"));
        configure(two.get(0), two.get(1));
        s3.close();
        server.restart();
        s3 = server.s3();
        assertThat(s3.getBucketNotificationConfiguration(b -> b.bucket("told")).topicConfigurations())
                .isEqualTo(two);
        assertRefused(
                400,
                "InvalidArgument",
                () -> configure(topic("s3:ObjectCreated:*").toBuilder()
                        .topicArn("arn:aws:sns:us-east-1:111122223333:unknown")
                        .build()));
        assertRefused(
                400,
                "InvalidArgument",
                () -> configure(topic("s3:ObjectCreated:*").toBuilder()
                        .topicArn("http://169.254.169.254/")
                        .build()));
        assertRefused(400, "InvalidArgument", () -> configure(topic("s3:Replication:*")));
        assertRefused(
                400,
                "InvalidArgument",
                () -> configure(topic("s3:ObjectCreated:*"), topic("s3:ObjectCreated:Put", "s3:ObjectRemoved:*")));
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.putBucketNotificationConfiguration(b -> b.bucket("told")
                        .notificationConfiguration(
                                c -> c.queueConfigurations(q -> q.queueArn("arn:aws:sqs:us-east-1:111122223333:q")
                                        .eventsWithStrings("s3:ObjectCreated:*")))));
        assertRefused(
                501,
                "NotImplemented",
                () -> s3.putBucketNotificationConfiguration(
                        b -> b.bucket("told").notificationConfiguration(c -> c.eventBridgeConfiguration(e -> {}))));
        s3.putBucketNotificationConfiguration(b -> b.bucket("told")
                .notificationConfiguration(NotificationConfiguration.builder().build()));
        assertThat(s3.getBucketNotificationConfiguration(b -> b.bucket("told")).topicConfigurations())
                .isEmpty();
    }
}
