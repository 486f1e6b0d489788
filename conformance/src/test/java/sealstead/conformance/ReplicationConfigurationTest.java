package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/// The replication configuration of a bucket (issue 23): AWS's model in both its schemas, and its refusals.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ReplicationConfigurationTest {
    private static final String SCHEMA = " for this version of Cross Region Replication configuration schema."
            + " Please refer to S3 Developer Guide for more information.";
    private static final String TO = "<Destination><Bucket>arn:aws:s3:::to-here</Bucket></Destination>";
    private static final String NO_MARKERS =
            "<DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication>";
    private static final String SECOND = "<Priority>1</Priority><Status>Enabled</Status>" + NO_MARKERS;

    @Server
    private static LocalServer server;

    private static ReplicationWorld world;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    private static IamClient iam;

    @BeforeAll
    static void start() {
        world = new ReplicationWorld(server, s3);
        iam = new IamWorld(server).iam(IamWorld.ROOT);
        ReplicationWorld.makeRole(iam, "replication", ReplicationWorld.OF_SOURCE, ReplicationWorld.OF_DESTINATION);
        ReplicationWorld.versioned(s3, "from-here");
        ReplicationWorld.versioned(s3, "to-here");
        s3.createBucket(b -> b.bucket("no-versions"));
    }

    @AfterAll
    static void stop() throws IOException {
        iam.close();
    }

    private static Raw.Reply put(String bucket, String role, String... rules) throws IOException {
        var document = "<ReplicationConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Role>" + role
                + "</Role><Rule>" + String.join("</Rule><Rule>", rules) + "</Rule></ReplicationConfiguration>";
        var md5 = Base64.getEncoder().encodeToString(Raw.digest("MD5", LocalServer.bytes(document)));
        return Raw.request(server.endpoint(), "PUT", "/" + bucket + "?replication")
                .header("content-md5", md5)
                .body(document)
                .sign()
                .send();
    }

    private static void assertRejected(String code, String message, String... rules) throws IOException {
        var answer = put("from-here", ReplicationWorld.ROLE, rules);
        assertThat(answer.body()).contains("<Code>" + code + "</Code>").contains("<Message>" + message + "</Message>");
        assertThat(answer.status()).isEqualTo(code.equals("NotImplemented") ? 501 : 400);
    }

    @Test
    void a_configuration_reads_back_until_it_is_deleted() {
        world.pair("kept");
        assertRefused(
                404, "ReplicationConfigurationNotFoundError", () -> s3.getBucketReplication(b -> b.bucket("kept")));
        world.replicate("kept", ReplicationWorld.everything("kept-replica"));
        var kept = s3.getBucketReplication(b -> b.bucket("kept")).replicationConfiguration();
        assertThat(kept.role()).isEqualTo(ReplicationWorld.ROLE);
        assertThat(kept.rules()).hasSize(1);
        assertThat(kept.rules().getFirst().priority()).isEqualTo(1);
        assertThat(kept.rules().getFirst().destination().bucket()).isEqualTo("arn:aws:s3:::kept-replica");
        IamWorld.refused(
                409,
                "InvalidBucketState",
                "A replication configuration is present on this bucket, so you cannot change the versioning state."
                        + " To change the versioning state, first delete the replication configuration.",
                () -> s3.putBucketVersioning(
                        b -> b.bucket("kept").versioningConfiguration(v -> v.status("Suspended"))));
        s3.deleteBucketReplication(b -> b.bucket("kept"));
        s3.deleteBucketReplication(b -> b.bucket("kept"));
        assertRefused(
                404, "ReplicationConfigurationNotFoundError", () -> s3.getBucketReplication(b -> b.bucket("kept")));
    }

    @Test
    void the_older_schema_is_taken_and_its_markers_go_along() throws IOException {
        world.pair("older");
        var answer = put(
                "older",
                ReplicationWorld.ROLE,
                "<Prefix>a/</Prefix><Status>Enabled</Status><Destination><Bucket>arn:aws:s3:::older-replica</Bucket>"
                        + "</Destination>");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(s3.getBucketReplication(b -> b.bucket("older"))
                        .replicationConfiguration()
                        .rules()
                        .getFirst()
                        .id())
                .isNotEmpty();
        world.put("older", "a/k", "x");
        s3.deleteObject(b -> b.bucket("older").key("a/k"));
        world.work();
        assertThat(s3.listObjectVersions(b -> b.bucket("older-replica")).deleteMarkers())
                .hasSize(1);
    }

    @Test
    void both_buckets_must_be_there_and_have_versions() throws IOException {
        var rule = SECOND + "<Filter/>";
        var unversioned = put("no-versions", ReplicationWorld.ROLE, rule + TO);
        assertThat(unversioned.status()).isEqualTo(400);
        assertThat(unversioned.body())
                .contains("<Code>InvalidRequest</Code>")
                .contains("Versioning must be 'Enabled' on the bucket to apply a replication configuration");
        assertRejected(
                "InvalidRequest",
                "Destination bucket must exist.",
                rule + "<Destination><Bucket>arn:aws:s3:::not-there</Bucket></Destination>");
        assertRejected(
                "InvalidRequest",
                "Destination bucket must have versioning enabled.",
                rule + "<Destination><Bucket>arn:aws:s3:::no-versions</Bucket></Destination>");
        assertRejected(
                "InvalidRequest",
                "Destination bucket cannot be the same as the source bucket.",
                rule + "<Destination><Bucket>arn:aws:s3:::from-here</Bucket></Destination>");
    }

    @Test
    void rules_are_checked_as_their_schema_has_it() throws IOException {
        var tag = "<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>";
        assertRejected(
                "InvalidRequest",
                "Priority must be specified" + SCHEMA,
                "<Status>Enabled</Status>" + NO_MARKERS + "<Filter/>" + TO);
        assertRejected(
                "InvalidRequest",
                "DeleteMarkerReplication must be specified" + SCHEMA,
                "<Priority>1</Priority><Status>Enabled</Status><Filter/>" + TO);
        assertRejected(
                "InvalidRequest",
                "DeleteMarkerReplication cannot be used" + SCHEMA,
                "<Prefix/><Status>Enabled</Status>" + NO_MARKERS + TO);
        assertRejected(
                "InvalidRequest",
                "Delete marker replication is not supported if any Tag filter is specified. Please refer to S3"
                        + " Developer Guide for more information.",
                "<Priority>1</Priority><Status>Enabled</Status><DeleteMarkerReplication><Status>Enabled</Status>"
                        + "</DeleteMarkerReplication>" + tag + TO);
        assertRejected(
                "InvalidRequest",
                "Found duplicate priority 1. Priority must be unique.",
                SECOND + "<Filter/>" + TO,
                SECOND + tag + TO);
        assertRejected(
                "InvalidRequest",
                "Found overlapping prefixes 'a' and 'ab'",
                "<Prefix>ab</Prefix><Status>Enabled</Status>" + TO,
                "<Prefix>a</Prefix><Status>Disabled</Status>" + TO);
        assertRejected(
                "InvalidRequest",
                "SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.",
                SECOND + "<Filter/><Destination><Bucket>arn:aws:s3:::to-here</Bucket><EncryptionConfiguration>"
                        + "<ReplicaKmsKeyID>k</ReplicaKmsKeyID></EncryptionConfiguration></Destination>");
        assertRejected(
                "InvalidRequest",
                "EncryptionConfiguration must be specified if SseKmsEncryptedObjects is present.",
                SECOND + "<Filter/><SourceSelectionCriteria><SseKmsEncryptedObjects><Status>Enabled</Status>"
                        + "</SseKmsEncryptedObjects></SourceSelectionCriteria>" + TO);
        assertRejected(
                "InvalidRequest",
                "Account must be specified if AccessControlTranslation is present.",
                SECOND + "<Filter/><Destination><Bucket>arn:aws:s3:::to-here</Bucket><AccessControlTranslation>"
                        + "<Owner>Destination</Owner></AccessControlTranslation></Destination>");
        for (var malformed : List.of(
                SECOND + "<Filter/><Prefix/>" + TO,
                "<Status>Enabled</Status>" + TO,
                SECOND + "<Filter/>",
                SECOND + "<Filter/><Unknown/>" + TO,
                SECOND + "<Filter><Prefix>a</Prefix><Tag><Key>a</Key><Value>b</Value></Tag></Filter>" + TO,
                "<Priority>1</Priority><Status>Sometimes</Status>" + NO_MARKERS + "<Filter/>" + TO)) {
            var answer = put("from-here", ReplicationWorld.ROLE, malformed);
            assertThat(answer.status()).as(malformed).isEqualTo(400);
            assertThat(answer.body()).as(malformed).contains("<Code>MalformedXML</Code>");
        }
    }

    private static String timed(String time, String metrics) {
        return SECOND + "<Filter/><Destination><Bucket>arn:aws:s3:::to-here</Bucket>" + time + metrics
                + "</Destination>";
    }

    @Test
    void replication_in_time_and_its_figures_are_taken_as_they_are_for_all_rules() throws IOException {
        var time = "<ReplicationTime><Status>Enabled</Status><Time><Minutes>15</Minutes></Time></ReplicationTime>";
        var metrics =
                "<Metrics><Status>Enabled</Status><EventThreshold><Minutes>15</Minutes></EventThreshold></Metrics>";
        for (var rule : List.of(timed(time, metrics), timed("", "<Metrics><Status>Enabled</Status></Metrics>"))) {
            var put = put("from-here", ReplicationWorld.ROLE, rule);
            assertThat(put.status()).as(put.body()).isEqualTo(200);
        }
        assertRejected("InvalidRequest", "Metrics must be enabled if ReplicationTime is enabled.", timed(time, ""));
        assertRejected(
                "InvalidRequest",
                "ReplicationTime must have a Time of 15 minutes.",
                timed(time.replace("15", "5"), metrics));
        assertRejected(
                "InvalidRequest",
                "ReplicationTime must have a Time of 15 minutes.",
                timed("<ReplicationTime><Status>Enabled</Status></ReplicationTime>", metrics));
    }

    @Test
    void what_would_have_no_effect_is_refused_by_its_name() throws IOException {
        var enabled = "<Status>Enabled</Status>";
        assertRejected(
                "NotImplemented",
                "ExistingObjectReplication is not implemented.",
                SECOND + "<Filter/><ExistingObjectReplication>" + enabled + "</ExistingObjectReplication>" + TO);
        assertRejected(
                "NotImplemented",
                "ReplicaModifications is not implemented.",
                SECOND + "<Filter/><SourceSelectionCriteria><ReplicaModifications>" + enabled
                        + "</ReplicaModifications></SourceSelectionCriteria>" + TO);
        var off = put(
                "from-here",
                ReplicationWorld.ROLE,
                SECOND + "<Filter/><ExistingObjectReplication><Status>Disabled</Status></ExistingObjectReplication>"
                        + TO);
        assertThat(off.status()).as(off.body()).isEqualTo(200);
    }

    @Test
    void there_are_a_thousand_rules_at_most() throws IOException {
        var rules = IntStream.rangeClosed(1, 1001)
                .mapToObj(i -> "<Priority>" + i + "</Priority><Status>Enabled</Status>" + NO_MARKERS
                        + "<Filter><Prefix>" + i + "</Prefix></Filter>" + TO)
                .toArray(String[]::new);
        assertThat(put("from-here", ReplicationWorld.ROLE, rules).body()).contains("<Code>MalformedXML</Code>");
        var fewer = put("from-here", ReplicationWorld.ROLE, java.util.Arrays.copyOf(rules, 1000));
        assertThat(fewer.status()).as(fewer.body()).isEqualTo(200);
    }

    @Test
    void who_puts_one_must_be_let_pass_the_role_to_s3() throws IOException {
        var people = new People(server);
        var rights = People.allow("s3:PutReplicationConfiguration", "*");
        var somebody = people.user(LocalServer.ACCOUNT, "replicator", rights);
        try (var own = somebody.s3()) {
            assertRefused(
                    403,
                    "AccessDenied",
                    () -> ReplicationWorld.replicate(
                            own, "from-here", ReplicationWorld.ROLE, List.of(ReplicationWorld.everything("to-here"))));
            people.permit(
                    somebody,
                    rights + ","
                            + People.allow(
                                    "iam:PassRole",
                                    ReplicationWorld.ROLE,
                                    "{\"StringEquals\":{\"iam:PassedToService\":\"s3.amazonaws.com\"}}"));
            ReplicationWorld.replicate(
                    own, "from-here", ReplicationWorld.ROLE, List.of(ReplicationWorld.everything("to-here")));
        }
        var foreign = put("from-here", "arn:aws:iam::999999999999:role/replication", SECOND + "<Filter/>" + TO);
        assertThat(foreign.body()).contains("<Code>InvalidArgument</Code>");
        assertThat(put("from-here", "nobody", SECOND + "<Filter/>" + TO).body())
                .contains("<Code>InvalidArgument</Code>");
    }
}
