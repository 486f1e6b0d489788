package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.conformance.People.Person;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// `audit.on-failure = refuse-management` on a full disk: in every API management calls are refused before they
/// change anything, objects are read and written on, and all goes on by itself when there is room.
@SuppressWarnings("NullAway.Init")
@Tag("drill")
final class RefuseManagementTest {
    @TempDir
    private Path folder;

    private static Raw.Reply ready(LocalServer server) throws IOException {
        return Raw.request(server.endpoint(), "GET", "/_sealstead/health/ready").send();
    }

    private static Raw.Reply form(LocalServer server, Person who, String service, String body) throws IOException {
        return who.sign(Raw.request(server.endpoint(), "POST", "/")
                        .service(service)
                        .header("content-type", "application/x-www-form-urlencoded")
                        .body(body))
                .send();
    }

    private static Raw.Reply kms(LocalServer server, Person who, String operation, String body) throws IOException {
        return who.sign(Raw.request(server.endpoint(), "POST", "/")
                        .service("kms")
                        .header("content-type", "application/x-amz-json-1.1")
                        .header("x-amz-target", "TrentService." + operation)
                        .body(body))
                .send();
    }

    private static void assertRefused(Raw.Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(503);
        assertThat(reply.body()).contains("ServiceUnavailable");
    }

    @Test
    void management_is_refused_in_every_api_while_it_cannot_be_told() throws IOException {
        var audit = Files.createDirectories(folder.resolve("audit"));
        try (var server = new LocalServer(Map.of(
                        Setting.AUDIT_FILE_BYTES,
                        "1",
                        Setting.AUDIT_ON_FAILURE,
                        "refuse-management",
                        Setting.AUDIT_FOLDER,
                        audit.toString()));
                var s3 = server.plainS3();
                var keys = server.kms()) {
            var owner = new People(server).owner();
            s3.createBucket(b -> b.bucket("mine"));
            var key = keys.createKey().keyMetadata().arn();
            assertThat(ready(server).status()).isEqualTo(200);
            var last = Administration.ask(server, "GET admin/audit/verify")
                    .document()
                    .path("last")
                    .asLong();
            var next = audit.resolve(String.format(Locale.ROOT, "audit-%012d.sealed", last + 1));
            Files.createSymbolicLink(next, Path.of("/dev/full"));
            refusedAndServed(new World(server, owner, key));

            Files.delete(next);
            await(() -> ready(server).status() == 200);
            assertThat(owner.sign(Raw.request(server.endpoint(), "PUT", "/third"))
                            .send()
                            .status())
                    .isEqualTo(200);
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException {
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60); !condition.holds(); ) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
        }
    }

    private record World(LocalServer server, Person owner, String key) {}

    private static void refusedAndServed(World world) throws IOException {
        var server = world.server();
        var owner = world.owner();
        // The first call of all meets a trail of which nothing is known yet.
        assertThat(owner.sign(Raw.request(server.endpoint(), "GET", "/mine?versioning"))
                        .send()
                        .status())
                .isEqualTo(200);
        await(() -> ready(server).status() == 503);
        assertThat(ready(server).body()).contains("No space left on device", "management calls are refused");

        var second =
                owner.sign(Raw.request(server.endpoint(), "PUT", "/second")).send();
        assertRefused(second);
        assertThat(second.message()).isEqualTo("Service is unable to handle request.");
        assertRefused(
                owner.sign(Raw.request(server.endpoint(), "DELETE", "/mine")).send());
        assertRefused(kms(server, owner, "CreateKey", "{}"));
        assertRefused(kms(server, owner, "DisableKey", "{\"KeyId\":\"" + world.key() + "\"}"));
        assertRefused(form(server, owner, "iam", "Action=CreateUser&Version=2010-05-08&UserName=u"));
        assertRefused(form(server, owner, "sts", "Action=GetSessionToken&Version=2011-06-15"));
        assertRefused(Raw.request(server.endpoint(), "POST", "/")
                .header("content-type", "application/x-www-form-urlencoded")
                .body("Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=a&RoleSessionName=b")
                .send());
        assertRefused(owner.sign(Raw.request(server.endpoint(), "POST", "/v20180820/tags/arn%3Aaws%3As3%3A%3A%3Amine")
                        .header("x-amz-account-id", LocalServer.ACCOUNT)
                        .body("<TagResourceRequest xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\"><Tags>"
                                + "<Tag><Key>a</Key><Value>b</Value></Tag></Tags></TagResourceRequest>"))
                .send());
        var account = Administration.ask(server, "POST admin/accounts?id=555566667777");
        assertThat(account.status()).isEqualTo(503);

        try (var s3 = server.plainS3()) {
            s3.putObject(b -> b.bucket("mine").key("o"), RequestBody.fromString("plain"));
            s3.putObject(
                    b -> b.bucket("mine")
                            .key("k")
                            .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                            .ssekmsKeyId(world.key()),
                    RequestBody.fromString("under a key"));
            assertThat(s3.getObjectAsBytes(b -> b.bucket("mine").key("k")).asUtf8String())
                    .isEqualTo("under a key");
            assertThat(s3.listObjectsV2(b -> b.bucket("mine")).contents()).hasSize(2);
        }
        assertThat(server.server().accounts().find("555566667777")).isEmpty();
        assertThat(server.server().directory().users().named(LocalServer.ACCOUNT, "u"))
                .isEmpty();
    }
}
