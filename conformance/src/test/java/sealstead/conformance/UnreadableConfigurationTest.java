package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.IamWorld.ALLOW_ALL;
import static sealstead.conformance.IamWorld.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;
import sealstead.store.local.DataFolder;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// GHSA-j548-9grx-fh4f: a configuration that could not be read was taken for one that is not there. Here every record
/// that a decision needs is damaged on disk, and a read that was allowed must not be answered.
@SuppressWarnings("NullAway.Init")
final class UnreadableConfigurationTest {
    private static final String PLAIN = "what nobody may see";

    @Server
    private LocalServer server;

    private AwsCredentials reader;

    @BeforeEach
    void build() {
        var world = new IamWorld(server);
        reader = world.user("reader", "");
        world.asRoot(iam -> {
            iam.createGroup(b -> b.groupName("readers"));
            iam.putGroupPolicy(b -> b.groupName("readers").policyName("all").policyDocument(allow("s3:*", "*")));
            iam.addUserToGroup(b -> b.groupName("readers").userName("reader"));
            var managed = iam.createPolicy(b -> b.policyName("managed").policyDocument(ALLOW_ALL));
            iam.attachUserPolicy(
                    b -> b.userName("reader").policyArn(managed.policy().arn()));
        });
        try (var s3 = server.plainS3();
                var kms = server.kms()) {
            var key = kms.createKey().keyMetadata().arn();
            s3.createBucket(b -> b.bucket("kept"));
            s3.putObject(
                    b -> b.bucket("kept")
                            .key("o")
                            .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                            .ssekmsKeyId(key),
                    RequestBody.fromString(PLAIN));
            s3.putBucketPolicy(b -> b.bucket("kept")
                    .policy(policy(resource("Deny", "*", "s3:GetObject", "arn:aws:s3:::kept/secret*", "{}"))));
        }
    }

    private Raw.Reply read(AwsCredentials who) throws IOException {
        return Raw.request(server.endpoint(), "GET", "/kept/o")
                .accessKeyId(who.accessKeyId())
                .secret(who.secretAccessKey())
                .sign()
                .send();
    }

    /// Damages every record of a table while the server is down.
    private void damage(String table, Lane lane, boolean lost) throws IOException {
        server.stop();
        try (var folder = DataFolder.open(server.dataFolder(), new SecureRandom())) {
            var records = folder.records();
            var small = Table.small(table);
            int damaged = 0;
            for (var row : records.scan(small, Bytes.EMPTY, true, Optional.empty(), 100)
                    .rows()) {
                var group = records.read(small, row.group(), EnumSet.of(Lane.HEAD, Lane.CELLS));
                var edits = new ArrayList<Edit>();
                if (lane == Lane.HEAD) {
                    edits.add(new Edit.PutHead(garbled(row.head().value())));
                } else {
                    group.cells()
                            .forEach(cell -> edits.add(
                                    lost
                                            ? new Edit.DeleteCell(lane, cell.sub())
                                            : new Edit.PutCell(lane, cell.sub(), garbled(cell.value()))));
                }
                damaged += edits.size();
                assertThat(records.commit(small, row.group(), group.unchanged(), edits))
                        .isInstanceOf(Outcome.Applied.class);
            }
            assertThat(damaged).isPositive();
        }
        server.start();
    }

    private static Bytes garbled(Bytes value) {
        var bytes = value.readOnlyArray().clone();
        bytes[bytes.length - 1] ^= 1;
        return Bytes.wrap(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "bucket, CELLS, true",
        "bucket, CELLS, false",
        "bucket, HEAD, false",
        "kms-key, HEAD, false",
        "iam-user, HEAD, false",
        "iam-group, HEAD, false",
        "iam-policy, HEAD, false",
        "iam-access-key, HEAD, false"
    })
    void what_cannot_be_read_is_never_taken_for_absent(String table, Lane lane, boolean lost) throws IOException {
        assertThat(read(reader).body()).isEqualTo(PLAIN);
        damage(table, lane, lost);
        var reply = read(reader);
        assertThat(reply.status()).as(reply.body()).isEqualTo(500);
        assertThat(reply.code()).isEqualTo("InternalError");
        assertThat(reply.body()).doesNotContain(PLAIN);
        assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/health/live")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_policy_that_is_lost_stops_the_root_user_as_well() throws IOException {
        damage("bucket", Lane.CELLS, true);
        assertThat(read(IamWorld.ROOT).status()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_owners_root_user_alone_can_remove_a_policy_that_cannot_be_read(boolean lost) throws IOException {
        damage("bucket", Lane.CELLS, lost);
        assertThat(removePolicy(reader)).isEqualTo(500);
        assertThat(removePolicy(IamWorld.ROOT)).isEqualTo(204);
        assertThat(read(reader).body()).isEqualTo(PLAIN);
    }

    private int removePolicy(AwsCredentials who) throws IOException {
        return Raw.request(server.endpoint(), "DELETE", "/kept?policy")
                .accessKeyId(who.accessKeyId())
                .secret(who.secretAccessKey())
                .sign()
                .send()
                .status();
    }

    @Test
    void a_server_whose_accounts_cannot_be_read_does_not_start() {
        assertThatThrownBy(() -> damage("iam-account", Lane.HEAD, false)).isInstanceOf(IOException.class);
    }
}
