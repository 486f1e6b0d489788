package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sealstead.cli.AdminClient;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.sts.StsClient;

/// Requests of every API as `sealstead trace` shows them: who asked what, and how it ended.
@SuppressWarnings("NullAway.Init")
final class TraceTest {
    @Server
    private static LocalServer server;

    @Test
    void a_watcher_sees_who_asked_what_and_how_it_ended() throws IOException {
        var admin = new AdminClient(server.server().rootKey(), server.endpoint().toString());
        long next = admin.get("admin/trace").path("next").asLong();
        try (var s3 = server.s3();
                var kms = server.kms();
                var iam = IamClient.builder()
                        .endpointOverride(server.endpoint())
                        .region(Region.AWS_GLOBAL)
                        .credentialsProvider(LocalServer.credentials())
                        .build();
                var sts = StsClient.builder()
                        .endpointOverride(server.endpoint())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(LocalServer.credentials())
                        .build()) {
            s3.createBucket(b -> b.bucket("traced"));
            s3.putObject(b -> b.bucket("traced").key("a/secret?name"), RequestBody.fromString("traced"));
            try {
                s3.getObject(b -> b.bucket("traced").key("none")).close();
            } catch (NoSuchKeyException expected) {
                assertThat(expected.statusCode()).isEqualTo(404);
            }
            try {
                kms.describeKey(b -> b.keyId("alias/none"));
            } catch (NotFoundException expected) {
                assertThat(expected.statusCode()).isEqualTo(400);
            }
            iam.listUsers();
            sts.getCallerIdentity();
        }
        var rows = new ArrayList<JsonNode>();
        List<String> wanted = List.of(
                "s3 CreateBucket 200 ",
                "s3 PutObject 200 ",
                "s3 GetObject 404 NoSuchKey",
                "kms DescribeKey 400 NotFoundException",
                "iam ListUsers 200 ",
                "sts GetCallerIdentity 200 ");
        // A request is told of when its answer has gone, which its client may see a little earlier.
        while (!said(rows).containsAll(wanted)) {
            var page = admin.get("admin/trace?after=" + next);
            next = page.path("next").asLong();
            page.path("requests").forEach(rows::add);
            Thread.onSpinWait();
        }
        for (var row : rows) {
            if (wanted.contains(said(row))) {
                assertThat(row.path("principal").asText()).endsWith(":root");
                assertThat(row.path("requestId").asText()).isNotEmpty();
                assertThat(row.path("path").asText()).doesNotContain("?");
            }
        }
    }

    private static List<String> said(List<JsonNode> rows) {
        return rows.stream().map(TraceTest::said).toList();
    }

    private static String said(JsonNode row) {
        return row.path("api").asText() + " " + row.path("operation").asText() + " "
                + row.path("status").asInt() + " " + row.path("error").asText();
    }
}
