package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Setting;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;
import software.amazon.awssdk.services.s3.model.Tag;

/// What replication does at a destination is in the audit trail, as calls of its role.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ReplicationTrailTest {
    @TempDir
    private Path folder;

    private static List<String> told(List<JsonNode> events, String bucket) {
        return events.stream()
                .filter(event -> event.path("userIdentity").path("arn").asText().contains(":assumed-role/replication/"))
                .filter(event -> event.path("requestParameters")
                        .path("bucketName")
                        .asText()
                        .equals(bucket))
                .peek(event -> {
                    assertThat(event.path("userIdentity").path("type").asText()).isEqualTo("AssumedRole");
                    assertThat(event.path("sourceIPAddress").asText()).isEqualTo("AWS Internal");
                    assertThat(event.path("eventCategory").asText()).isEqualTo("Data");
                    assertThat(event.path("recipientAccountId").asText()).isEqualTo(LocalServer.ACCOUNT);
                    assertThat(event.path("additionalEventData")
                                    .path("replicationSource")
                                    .asText())
                            .isEqualTo("arn:aws:s3:::told");
                })
                .map(event -> event.path("eventName").asText() + " "
                        + event.path("requestParameters").path("key").asText() + " "
                        + event.path("errorCode").asText())
                .map(String::strip)
                .toList();
    }

    @Test
    void the_trail_tells_of_replicas_their_changes_and_refusals() throws Exception {
        var settings = Map.of(
                Setting.REPLICATION_EVERY,
                "PT1H",
                Setting.AUDIT_EVENTS,
                "all",
                Setting.AUDIT_FOLDER,
                folder.resolve("audit").toString());
        try (var server = new LocalServer(settings)) {
            try (var s3 = server.plainS3();
                    var iam = new IamWorld(server).iam(IamWorld.ROOT)) {
                var world = new ReplicationWorld(server, s3);
                ReplicationWorld.makeRole(
                        iam, "replication", ReplicationWorld.OF_SOURCE, ReplicationWorld.OF_DESTINATION);
                world.pair("told");
                world.replicate("told", ReplicationWorld.everything("told-replica"));
                world.put("told", "k", "x");
                world.work();
                s3.putObjectTagging(b -> b.bucket("told")
                        .key("k")
                        .tagging(t -> t.tagSet(Tag.builder().key("a").value("b").build())));
                world.work();
                s3.deleteObject(b -> b.bucket("told").key("k"));
                world.work();
                ReplicationWorld.permit(iam, "replication", ReplicationWorld.OF_SOURCE);
                var refused = world.put("told", "refused", "x");
                world.work();
                assertThat(world.status("told", "refused", refused)).isEqualTo(ReplicationStatus.FAILED);
            }
            var root = server.server().rootKey();
            server.stop();
            var events = TrailFiles.events(folder.resolve("audit"), root);
            assertThat(told(events, "told-replica"))
                    .containsExactly(
                            "PutObject k", "PutObjectTagging k", "DeleteObject k", "PutObject refused AccessDenied");
        }
    }
}
