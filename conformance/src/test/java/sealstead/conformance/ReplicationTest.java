package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tag;

/// What replication does, once a bucket has rules (issue 23).
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ReplicationTest {
    private static final String OTHER = "444455556666";

    /// The tests say when the jobs run.
    @Server(@Server.With(setting = Setting.REPLICATION_EVERY, value = "PT1H"))
    private static LocalServer server;

    private static ReplicationWorld world;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    @Client
    private static KmsClient kms;

    private static IamClient iam;
    private static People.Person other;
    private static S3Client others;

    @BeforeAll
    static void start() throws IOException {
        world = new ReplicationWorld(server, s3);
        iam = new IamWorld(server).iam(IamWorld.ROOT);
        ReplicationWorld.makeRole(
                iam,
                "replication",
                ReplicationWorld.OF_SOURCE,
                ReplicationWorld.OF_DESTINATION,
                "kms:Decrypt,kms:Encrypt");
        other = new People(server).account(OTHER);
        others = other.s3();
    }

    @AfterAll
    static void stop() throws IOException {
        others.close();
        iam.close();
    }

    private static String get(String bucket, String key, String version) {
        return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key).versionId(version))
                .asUtf8String();
    }

    @Test
    void an_object_arrives_with_its_version_its_metadata_and_its_tags() {
        world.pair("plain");
        var before = world.put("plain", "before", "not meant");
        world.replicate("plain", ReplicationWorld.everything("plain-replica"));
        var version = s3.putObject(
                        b -> b.bucket("plain")
                                .key("k")
                                .contentType("text/plain")
                                .cacheControl("no-store")
                                .metadata(Map.of("who", "me"))
                                .tagging("a=b")
                                .storageClass(StorageClass.STANDARD_IA),
                        RequestBody.fromString("hello"))
                .versionId();
        assertThat(world.status("plain", "k", version)).isEqualTo(ReplicationStatus.PENDING);
        world.work();

        var source = world.head("plain", "k", version);
        var replica = world.head("plain-replica", "k", version);
        assertThat(source.replicationStatus()).isEqualTo(ReplicationStatus.COMPLETED);
        assertThat(replica.replicationStatus()).isEqualTo(ReplicationStatus.REPLICA);
        assertThat(get("plain-replica", "k", version)).isEqualTo("hello");
        assertThat(replica.eTag()).isEqualTo(source.eTag());
        assertThat(replica.lastModified()).isEqualTo(source.lastModified());
        assertThat(replica.contentType()).isEqualTo("text/plain");
        assertThat(replica.cacheControl()).isEqualTo("no-store");
        assertThat(replica.metadata()).containsEntry("who", "me");
        assertThat(replica.storageClass()).isEqualTo(StorageClass.STANDARD_IA);
        assertThat(replica.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(s3.getObjectTagging(b -> b.bucket("plain-replica").key("k")).tagSet())
                .containsExactly(Tag.builder().key("a").value("b").build());
        assertThat(world.status("plain", "before", before)).isNull();
        assertThat(world.isThere("plain-replica", "before")).isFalse();
    }

    @Test
    void versions_stand_in_the_order_of_their_source_and_markers_go_along() {
        world.pair("order");
        world.replicate("order", ReplicationWorld.everything("order-replica"));
        var first = world.put("order", "k", "1");
        var second = world.put("order", "k", "2");
        var marker = s3.deleteObject(b -> b.bucket("order").key("k")).versionId();
        world.work();
        var there = s3.listObjectVersions(b -> b.bucket("order-replica"));
        assertThat(there.versions()).extracting(v -> v.versionId()).containsExactly(second, first);
        assertThat(there.deleteMarkers()).extracting(v -> v.versionId()).containsExactly(marker);
        assertThat(there.deleteMarkers().getFirst().isLatest()).isTrue();
        // The removal of a version stays where it is.
        s3.deleteObject(b -> b.bucket("order").key("k").versionId(first));
        world.work();
        assertThat(get("order-replica", "k", first)).isEqualTo("1");
    }

    @Test
    void a_replica_older_than_what_is_there_goes_below_it() {
        world.pair("below");
        world.replicate("below", ReplicationWorld.everything("below-replica"));
        var replicated = world.put("below", "k", "source");
        var own = world.put("below-replica", "k", "own");
        world.work();
        var there = s3.listObjectVersions(b -> b.bucket("below-replica"));
        assertThat(there.versions()).extracting(v -> v.versionId()).containsExactly(own, replicated);
        assertThat(s3.getObjectAsBytes(b -> b.bucket("below-replica").key("k")).asUtf8String())
                .isEqualTo("own");
        s3.deleteObject(b -> b.bucket("below-replica").key("k").versionId(own));
        assertThat(s3.getObjectAsBytes(b -> b.bucket("below-replica").key("k")).asUtf8String())
                .isEqualTo("source");
    }

    @Test
    void tags_and_locks_that_change_afterwards_change_the_replica() {
        for (var bucket : List.of("later", "later-replica")) {
            s3.createBucket(b -> b.bucket(bucket).objectLockEnabledForBucket(true));
        }
        world.replicate("later", ReplicationWorld.everything("later-replica"));
        var version = world.put("later", "k", "x");
        world.work();
        var until = Instant.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
        s3.putObjectTagging(b -> b.bucket("later")
                .key("k")
                .tagging(t -> t.tagSet(Tag.builder().key("new").value("tag").build())));
        s3.putObjectRetention(b ->
                b.bucket("later").key("k").retention(r -> r.mode("COMPLIANCE").retainUntilDate(until)));
        assertThat(world.status("later", "k", version)).isEqualTo(ReplicationStatus.PENDING);
        world.work();
        assertThat(world.status("later", "k", version)).isEqualTo(ReplicationStatus.COMPLETED);
        var replica = world.head("later-replica", "k", version);
        assertThat(replica.replicationStatus()).isEqualTo(ReplicationStatus.REPLICA);
        assertThat(replica.objectLockMode()).isEqualTo(ObjectLockMode.COMPLIANCE);
        assertThat(replica.objectLockRetainUntilDate()).isEqualTo(until);
        assertThat(s3.getObjectTagging(b -> b.bucket("later-replica").key("k")).tagSet())
                .containsExactly(Tag.builder().key("new").value("tag").build());
    }

    @Test
    void what_the_destination_locks_is_not_made_weaker_from_the_source() {
        for (var bucket : List.of("held", "held-replica")) {
            s3.createBucket(b -> b.bucket(bucket).objectLockEnabledForBucket(true));
        }
        world.replicate("held", ReplicationWorld.everything("held-replica"));
        var version = world.put("held", "k", "x");
        world.work();
        var far = Instant.now().plus(Duration.ofDays(300)).truncatedTo(ChronoUnit.SECONDS);
        s3.putObjectLegalHold(b -> b.bucket("held-replica").key("k").legalHold(h -> h.status("ON")));
        s3.putObjectRetention(b -> b.bucket("held-replica")
                .key("k")
                .retention(r -> r.mode("GOVERNANCE").retainUntilDate(far)));
        s3.putObjectTagging(b -> b.bucket("held")
                .key("k")
                .tagging(t -> t.tagSet(Tag.builder().key("new").value("tag").build())));
        s3.putObjectRetention(b -> b.bucket("held")
                .key("k")
                .retention(r -> r.mode("GOVERNANCE").retainUntilDate(far.minus(Duration.ofDays(290)))));
        world.work();
        assertThat(world.status("held", "k", version)).isEqualTo(ReplicationStatus.COMPLETED);
        var replica = world.head("held-replica", "k", version);
        assertThat(replica.objectLockLegalHoldStatusAsString()).isEqualTo("ON");
        assertThat(replica.objectLockRetainUntilDate()).isEqualTo(far);
        assertThat(s3.getObjectTagging(b -> b.bucket("held-replica").key("k")).tagSet())
                .hasSize(1);
    }

    @Test
    void a_public_list_does_not_pass_a_destination_that_blocks_them() {
        for (var bucket : List.of("listed", "listed-replica")) {
            s3.createBucket(b -> b.bucket(bucket).objectOwnership("ObjectWriter"));
            s3.putBucketVersioning(b -> b.bucket(bucket).versioningConfiguration(c -> c.status("Enabled")));
        }
        s3.deletePublicAccessBlock(b -> b.bucket("listed"));
        s3.putPublicAccessBlock(
                b -> b.bucket("listed-replica").publicAccessBlockConfiguration(c -> c.blockPublicAcls(true)));
        world.replicate("listed", ReplicationWorld.everything("listed-replica"));
        var open = s3.putObject(b -> b.bucket("listed").key("open").acl("public-read"), RequestBody.fromString("x"))
                .versionId();
        var closed = world.put("listed", "closed", "x");
        world.work();
        assertThat(world.status("listed", "open", open)).isEqualTo(ReplicationStatus.FAILED);
        assertThat(world.isThere("listed-replica", "open")).isFalse();
        assertThat(world.status("listed", "closed", closed)).isEqualTo(ReplicationStatus.COMPLETED);
    }

    @Test
    void a_replica_goes_no_further() {
        world.pair("chain");
        ReplicationWorld.versioned(s3, "chain-end");
        world.replicate("chain", ReplicationWorld.everything("chain-replica"));
        world.replicate("chain-replica", ReplicationWorld.everything("chain-end"));
        var version = world.put("chain", "k", "x");
        world.work();
        world.work();
        assertThat(world.status("chain-replica", "k", version)).isEqualTo(ReplicationStatus.REPLICA);
        assertThat(world.isThere("chain-end", "k")).isFalse();
        // What is the bucket's own goes.
        world.put("chain-replica", "own", "x");
        world.work();
        assertThat(world.isThere("chain-end", "own")).isTrue();
    }

    @Test
    void of_several_rules_for_a_destination_the_greatest_priority_counts_and_each_destination_gets_its_own() {
        world.pair("many");
        ReplicationWorld.versioned(s3, "many-tagged");
        ReplicationWorld.replicate(
                s3,
                "many",
                ReplicationWorld.ROLE,
                List.of(
                        ReplicationWorld.everything("many-replica"),
                        rule -> rule.id("cold")
                                .priority(7)
                                .status("Enabled")
                                .filter(f -> f.prefix("cold/"))
                                .deleteMarkerReplication(d -> d.status("Disabled"))
                                .destination(d ->
                                        d.bucket("arn:aws:s3:::many-replica").storageClass(StorageClass.GLACIER_IR)),
                        rule -> rule.id("tagged")
                                .priority(3)
                                .status("Enabled")
                                .filter(f -> f.and(a -> a.prefix("")
                                        .tags(Tag.builder()
                                                .key("go")
                                                .value("yes")
                                                .build())))
                                .deleteMarkerReplication(d -> d.status("Disabled"))
                                .destination(d -> d.bucket("arn:aws:s3:::many-tagged"))));
        var cold = s3.putObject(b -> b.bucket("many").key("cold/k").tagging("go=yes"), RequestBody.fromString("x"))
                .versionId();
        world.put("many", "warm", "x");
        world.work();
        assertThat(world.head("many-replica", "cold/k", cold).storageClass()).isEqualTo(StorageClass.GLACIER_IR);
        assertThat(world.isThere("many-tagged", "cold/k")).isTrue();
        assertThat(world.isThere("many-replica", "warm")).isTrue();
        assertThat(world.isThere("many-tagged", "warm")).isFalse();
    }

    @Test
    void a_multipart_object_keeps_its_etag_and_its_parts() {
        world.pair("parts");
        world.replicate("parts", ReplicationWorld.everything("parts-replica"));
        var upload = s3.createMultipartUpload(b -> b.bucket("parts").key("k")).uploadId();
        var bodies = List.of("a".repeat(5 * 1024 * 1024), "b".repeat(1000));
        var parts = new java.util.ArrayList<CompletedPart>();
        for (int i = 0; i < bodies.size(); i++) {
            int number = i + 1;
            var etag = s3.uploadPart(
                            b -> b.bucket("parts").key("k").uploadId(upload).partNumber(number),
                            RequestBody.fromString(bodies.get(i)))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        }
        var done = s3.completeMultipartUpload(
                b -> b.bucket("parts").key("k").uploadId(upload).multipartUpload(m -> m.parts(parts)));
        world.work();
        var replica = s3.headObject(b -> b.bucket("parts-replica").key("k").partNumber(2));
        assertThat(replica.eTag()).isEqualTo(done.eTag()).endsWith("-2\"");
        assertThat(replica.partsCount()).isEqualTo(2);
        assertThat(replica.contentLength()).isEqualTo(1000);
        assertThat(get("parts-replica", "k", done.versionId())).isEqualTo(String.join("", bodies));
    }

    @Test
    void what_is_under_a_kms_key_goes_only_where_the_rule_says_under_which_key() {
        world.pair("kms");
        var from = kms.createKey().keyMetadata().arn();
        var to = kms.createKey().keyMetadata().arn();
        world.replicate("kms", ReplicationWorld.everything("kms-replica"));
        var left = putKms("kms", "left", from);
        world.work();
        assertThat(world.status("kms", "left", left)).isNull();

        world.replicate(
                "kms",
                ReplicationWorld.everything("kms-replica")
                        .andThen(rule -> rule.sourceSelectionCriteria(
                                        c -> c.sseKmsEncryptedObjects(e -> e.status("Enabled")))
                                .destination(d -> d.bucket("arn:aws:s3:::kms-replica")
                                        .encryptionConfiguration(e -> e.replicaKmsKeyID(to)))));
        var gone = putKms("kms", "gone", from);
        var plain = world.put("kms", "plain", "x");
        long before = server.kmsCalls("GenerateDataKey", "kms-replica");
        world.work();
        var replica = world.head("kms-replica", "gone", gone);
        assertThat(replica.ssekmsKeyId()).isEqualTo(to);
        assertThat(get("kms-replica", "gone", gone)).isEqualTo("secret");
        assertThat(server.kmsCalls("GenerateDataKey", "kms-replica")).isEqualTo(before);
        assertThat(world.head("kms-replica", "plain", plain).serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AES256);
    }

    private static String putKms(String bucket, String key, String keyArn) {
        return s3.putObject(
                        b -> b.bucket(bucket)
                                .key(key)
                                .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                .ssekmsKeyId(keyArn),
                        RequestBody.fromString("secret"))
                .versionId();
    }

    @Test
    void a_role_without_a_right_makes_it_fail_and_nothing_arrives() {
        var cases = Map.of(
                "s3:GetObjectVersionForReplication", "no-read",
                "s3:GetObjectVersionAcl", "no-acl",
                "s3:GetObjectVersionTagging", "no-tagging",
                "s3:ReplicateObject", "no-replicate",
                "s3:ReplicateTags", "no-tags",
                "kms:Decrypt", "no-decrypt",
                "kms:Encrypt", "no-encrypt");
        var from = kms.createKey().keyMetadata().arn();
        var all = ReplicationWorld.OF_SOURCE + "," + ReplicationWorld.OF_DESTINATION + ",kms:Decrypt,kms:Encrypt";
        cases.forEach((action, name) -> {
            world.pair(name);
            var rights = java.util.Arrays.stream(all.split(","))
                    .filter(one -> !one.equals(action))
                    .toList();
            ReplicationWorld.makeRole(iam, name, String.join(",", rights));
            ReplicationWorld.replicate(
                    s3,
                    name,
                    "arn:aws:iam::" + LocalServer.ACCOUNT + ":role/" + name,
                    List.of(ReplicationWorld.everything(name + "-replica")
                            .andThen(rule -> rule.sourceSelectionCriteria(
                                            c -> c.sseKmsEncryptedObjects(e -> e.status("Enabled")))
                                    .destination(d -> d.bucket("arn:aws:s3:::" + name + "-replica")
                                            .encryptionConfiguration(e -> e.replicaKmsKeyID(from))))));
            var version = s3.putObject(
                            b -> b.bucket(name)
                                    .key("k")
                                    .tagging("a=b")
                                    .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                    .ssekmsKeyId(from),
                            RequestBody.fromString("secret"))
                    .versionId();
            world.work();
            assertThat(world.status(name, "k", version)).as(action).isEqualTo(ReplicationStatus.FAILED);
            assertThat(world.isThere(name + "-replica", "k")).as(action).isFalse();
            // With the right, what is changed of it makes it go after all.
            ReplicationWorld.permit(iam, name, all);
            s3.putObjectTagging(b -> b.bucket(name)
                    .key("k")
                    .tagging(t -> t.tagSet(Tag.builder().key("a").value("c").build())));
            world.work();
            assertThat(world.status(name, "k", version)).as(action).isEqualTo(ReplicationStatus.COMPLETED);
        });
    }

    @Test
    void what_waits_and_what_came_of_it_is_told_by_bucket() throws Exception {
        world.pair("figures");
        ReplicationWorld.makeRole(iam, "figures", ReplicationWorld.OF_SOURCE, "s3:ReplicateObject");
        ReplicationWorld.replicate(
                s3,
                "figures",
                "arn:aws:iam::" + LocalServer.ACCOUNT + ":role/figures",
                List.of(ReplicationWorld.everything("figures-replica")));
        world.put("figures", "a", "12345");
        world.put("figures", "b", "678");
        s3.deleteObject(b -> b.bucket("figures").key("b"));
        var token = Administration.token(server, "PT1H").path("token").asText();
        assertThat(PrometheusMetricsTest.scrape(server, token).body())
                .contains("sealstead_replication_waiting{bucket=\"figures\"} 3.0");
        world.work();
        assertThat(PrometheusMetricsTest.scrape(server, token).body())
                .contains("sealstead_replication_waiting{bucket=\"figures\"} 0.0")
                .contains("sealstead_replication_versions{bucket=\"figures\"} 2.0")
                .contains("sealstead_replication_bytes{bucket=\"figures\"} 8.0")
                .contains("sealstead_replication_failed{bucket=\"figures\"} 1.0");
    }

    @Test
    void a_marker_needs_a_right_of_its_own() {
        world.pair("no-delete");
        ReplicationWorld.makeRole(iam, "no-delete", ReplicationWorld.OF_SOURCE, "s3:ReplicateObject");
        ReplicationWorld.replicate(
                s3,
                "no-delete",
                "arn:aws:iam::" + LocalServer.ACCOUNT + ":role/no-delete",
                List.of(ReplicationWorld.everything("no-delete-replica")));
        world.put("no-delete", "k", "x");
        s3.deleteObject(b -> b.bucket("no-delete").key("k"));
        world.work();
        var there = s3.listObjectVersions(b -> b.bucket("no-delete-replica"));
        assertThat(there.versions()).hasSize(1);
        assertThat(there.deleteMarkers()).isEmpty();
    }

    @Test
    void a_bucket_of_another_account_takes_replicas_if_its_policy_lets_the_role() {
        ReplicationWorld.versioned(s3, "cross");
        ReplicationWorld.versioned(others, "cross-replica");
        world.replicate("cross", ReplicationWorld.everything("cross-replica"));
        var refused = world.put("cross", "refused", "x");
        world.work();
        assertThat(world.status("cross", "refused", refused)).isEqualTo(ReplicationStatus.FAILED);
        assertThat(others.listObjectVersions(b -> b.bucket("cross-replica")).versions())
                .isEmpty();
        others.putBucketPolicy(b -> b.bucket("cross-replica")
                .policy(People.policy(People.resource(
                        "Allow",
                        ReplicationWorld.ROLE,
                        ReplicationWorld.OF_DESTINATION,
                        "arn:aws:s3:::cross-replica/*",
                        "{}"))));
        var taken = world.put("cross", "taken", "x");
        world.work();
        assertThat(world.status("cross", "taken", taken)).isEqualTo(ReplicationStatus.COMPLETED);
        assertThat(others.getObjectAsBytes(b -> b.bucket("cross-replica").key("taken"))
                        .asUtf8String())
                .isEqualTo("x");
    }

    @Test
    void the_owner_of_the_destination_gets_replicas_where_the_rule_says_so_and_the_role_may() {
        ReplicationWorld.versioned(s3, "owned");
        ReplicationWorld.versioned(others, "owned-replica");
        others.putBucketOwnershipControls(
                b -> b.bucket("owned-replica").ownershipControls(o -> o.rules(r -> r.objectOwnership("ObjectWriter"))));
        others.putBucketPolicy(b -> b.bucket("owned-replica")
                .policy(People.policy(People.resource(
                        "Allow",
                        ReplicationWorld.ROLE,
                        ReplicationWorld.OF_DESTINATION + ",s3:ObjectOwnerOverrideToBucketOwner",
                        "arn:aws:s3:::owned-replica/*",
                        "{}"))));
        world.replicate("owned", ReplicationWorld.everything("owned-replica"));
        world.put("owned", "mine", "x");
        world.work();
        IamWorld.refused(
                () -> others.getObjectAcl(b -> b.bucket("owned-replica").key("mine")));
        world.replicate(
                "owned",
                ReplicationWorld.everything("owned-replica")
                        .andThen(rule -> rule.destination(d -> d.bucket("arn:aws:s3:::owned-replica")
                                .account(OTHER)
                                .accessControlTranslation(a -> a.owner("Destination")))));
        var refused = world.put("owned", "refused", "x");
        world.work();
        assertThat(world.status("owned", "refused", refused)).isEqualTo(ReplicationStatus.FAILED);
        ReplicationWorld.permit(
                iam,
                "replication",
                ReplicationWorld.OF_SOURCE,
                ReplicationWorld.OF_DESTINATION,
                "kms:Decrypt,kms:Encrypt,s3:ObjectOwnerOverrideToBucketOwner");
        world.put("owned", "theirs", "x");
        world.work();
        assertThat(others.getObjectAsBytes(b -> b.bucket("owned-replica").key("theirs"))
                        .asUtf8String())
                .isEqualTo("x");
    }

    @Test
    void a_customers_key_keeps_its_object_where_it_is() {
        world.pair("customer");
        world.replicate("customer", ReplicationWorld.everything("customer-replica"));
        s3.putBucketEncryption(b -> b.bucket("customer")
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.blockedEncryptionTypes(t -> t.encryptionType(EncryptionType.NONE)))));
        s3.putObject(b -> Kind.SSE_C.on(b.bucket("customer").key("k"), ""), RequestBody.fromString("x"));
        world.work();
        assertThat(s3.headObject(b -> Kind.SSE_C.on(b.bucket("customer").key("k")))
                        .replicationStatus())
                .isNull();
        assertThat(world.isThere("customer-replica", "k")).isFalse();
    }

    @Test
    void what_waits_when_the_server_stops_is_replicated_when_it_is_back() throws IOException {
        try (var own = new LocalServer(Map.of(Setting.REPLICATION_EVERY, "PT1H"));
                var root = new IamWorld(own).iam(IamWorld.ROOT)) {
            ReplicationWorld.makeRole(root, "replication", ReplicationWorld.OF_SOURCE, ReplicationWorld.OF_DESTINATION);
            String version;
            try (var client = own.plainS3()) {
                var before = new ReplicationWorld(own, client);
                before.pair("stopped");
                before.replicate("stopped", ReplicationWorld.everything("stopped-replica"));
                version = before.put("stopped", "k", "x");
            }
            own.restart();
            try (var client = own.plainS3()) {
                var after = new ReplicationWorld(own, client);
                after.work();
                assertThat(after.status("stopped", "k", version)).isEqualTo(ReplicationStatus.COMPLETED);
                assertThat(after.isThere("stopped-replica", "k")).isTrue();
            }
        }
    }
}
