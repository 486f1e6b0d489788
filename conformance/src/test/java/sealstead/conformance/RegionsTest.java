package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.KmsGrantsTest.assertRefused;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;

/// A server that is two regions: keys, aliases and buckets belong to one each.
@SuppressWarnings("NullAway.Init")
final class RegionsTest {
    @Server(@Server.With(setting = Setting.REGION, value = "us-east-1,eu-west-1"))
    private static LocalServer server;

    private static KmsClient east;
    private static KmsClient west;

    @BeforeAll
    static void start() {
        var owner = new People(server).owner();
        east = owner.kms("us-east-1");
        west = owner.kms("eu-west-1");
    }

    @AfterAll
    static void stop() throws IOException {
        east.close();
        west.close();
    }

    private static Raw request(String region, String method, String target) {
        return Raw.request(server.endpoint(), method, target).region(region);
    }

    @Test
    void a_key_is_known_in_its_region_only() {
        var key = west.createKey().keyMetadata();
        assertThat(key.arn()).startsWith("arn:aws:kms:eu-west-1:");
        assertThat(west.listKeys().keys()).anyMatch(row -> row.keyId().equals(key.keyId()));
        assertThat(east.listKeys().keys()).noneMatch(row -> row.keyId().equals(key.keyId()));
        assertRefused("NotFoundException", () -> east.describeKey(b -> b.keyId(key.keyId())));
        assertRefused("NotFoundException", () -> east.describeKey(b -> b.keyId(key.arn())));
        var sealed = west.encrypt(b -> b.keyId(key.arn()).plaintext(SdkBytes.fromUtf8String("x")))
                .ciphertextBlob();
        assertRefused("AccessDeniedException", () -> east.decrypt(b -> b.ciphertextBlob(sealed)));
    }

    @Test
    void one_alias_may_name_a_key_in_every_region() {
        var inEast = east.createKey().keyMetadata();
        var inWest = west.createKey().keyMetadata();
        east.createAlias(b -> b.aliasName(own("alias/same")).targetKeyId(inEast.keyId()));
        west.createAlias(b -> b.aliasName(own("alias/same")).targetKeyId(inWest.keyId()));
        assertThat(east.describeKey(b -> b.keyId(own("alias/same")))
                        .keyMetadata()
                        .arn())
                .isEqualTo(inEast.arn());
        assertThat(west.describeKey(b -> b.keyId(own("alias/same")))
                        .keyMetadata()
                        .arn())
                .isEqualTo(inWest.arn());
    }

    @Test
    void an_object_is_not_encrypted_by_a_key_of_another_region() throws IOException {
        assertThat(request("us-east-1", "PUT", "/" + own("east")).sign().send().status())
                .isEqualTo(200);
        var key = west.createKey().keyMetadata().arn();
        var reply = request("us-east-1", "PUT", "/" + own("east") + "/o")
                .header("x-amz-server-side-encryption", "aws:kms")
                .header("x-amz-server-side-encryption-aws-kms-key-id", key)
                .body("x")
                .sign()
                .send();
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("KMS.NotFoundException");
        assertThat(reply.message()).isEqualTo("Invalid arn eu-west-1");
    }

    @Test
    void a_bucket_is_made_where_its_constraint_says() throws IOException {
        assertThat(create("eu-west-1", "west-1", "eu-west-1").status()).isEqualTo(200);
        assertThat(create("us-east-1", "west-2", "eu-west-1").status()).isEqualTo(200);
        assertThat(create("eu-west-1", "west-3", "us-east-1").code()).isEqualTo("IllegalLocationConstraintException");
        assertThat(create("eu-west-1", "west-3", "").code()).isEqualTo("IllegalLocationConstraintException");
        assertThat(create("us-east-1", "west-3", "ap-south-1").status()).isEqualTo(400);
        assertThat(request("eu-west-1", "GET", "/" + own("west-2") + "?location")
                        .sign()
                        .send()
                        .body())
                .contains("eu-west-1");
        assertThat(request("us-east-1", "GET", "/" + own("west-2") + "?location")
                        .sign()
                        .send()
                        .body())
                .as("the endpoint of us-east-1 tells of all regions")
                .contains("eu-west-1");
        assertThat(request("us-east-1", "GET", "/" + own("west-2") + "?versioning")
                        .sign()
                        .send()
                        .code())
                .isEqualTo("AuthorizationHeaderMalformed");
        assertThat(create("eu-west-1", "west-4", "EU").status()).isEqualTo(200);
        assertThat(create("us-east-1", "west-5", "EU").status()).isEqualTo(200);
        assertThat(request("eu-west-1", "HEAD", "/" + own("west-5"))
                        .sign()
                        .send()
                        .header("x-amz-bucket-region"))
                .contains("eu-west-1");
        assertThat(create("ap-southeast-2", "west-6", "EU").status()).isEqualTo(400);
    }

    private static Raw.Reply create(String region, String bucket, String constraint) throws IOException {
        var body = constraint.isEmpty()
                ? ""
                : "<CreateBucketConfiguration><LocationConstraint>" + constraint
                        + "</LocationConstraint></CreateBucketConfiguration>";
        return request(region, "PUT", "/" + own(bucket)).body(body).sign().send();
    }

    @Test
    void a_request_signed_for_another_region_learns_the_right_one() throws IOException {
        create("eu-west-1", "elsewhere", "eu-west-1");
        var reply = request("us-east-1", "GET", "/" + own("elsewhere")).sign().send();
        assertThat(reply.status()).as(reply.body()).isIn(301, 400);
        assertThat(reply.header("x-amz-bucket-region").or(() -> java.util.Optional.of(reply.element("Region"))))
                .contains("eu-west-1");
    }

    @Test
    void what_carries_no_region_is_asked_where_the_bucket_is() throws IOException {
        var bucket = "/" + own("public-west");
        assertThat(create("eu-west-1", "public-west", "eu-west-1").status()).isEqualTo(200);
        assertThat(request("eu-west-1", "DELETE", bucket + "?publicAccessBlock")
                        .sign()
                        .send()
                        .status())
                .isEqualTo(204);
        var policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":"
                + "[\"s3:GetObject\",\"s3:ListBucket\"],\"Resource\":[\"arn:aws:s3:::" + own("public-west")
                + "\",\"arn:aws:s3:::" + own("public-west") + "/*\"]}]}";
        assertThat(request("eu-west-1", "PUT", bucket + "?policy")
                        .body(policy)
                        .sign()
                        .send()
                        .status())
                .isEqualTo(204);
        assertThat(request("eu-west-1", "PUT", bucket + "/k")
                        .body("x")
                        .sign()
                        .send()
                        .status())
                .isEqualTo(200);
        for (var target : new String[] {bucket + "/k", bucket + "?list-type=2"}) {
            assertThat(Raw.request(server.endpoint(), "GET", target).send().status())
                    .as(target)
                    .isEqualTo(200);
        }
        var head = Raw.request(server.endpoint(), "HEAD", bucket).send();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("x-amz-bucket-region")).contains("eu-west-1");
    }

    @Test
    void objects_are_copied_across_regions() throws IOException {
        assertThat(create("eu-west-1", "from-west", "eu-west-1").status()).isEqualTo(200);
        assertThat(create("us-east-1", "to-east", "").status()).isEqualTo(200);
        var key = west.createKey().keyMetadata().arn();
        assertThat(request("eu-west-1", "PUT", "/" + own("from-west") + "/k")
                        .header("x-amz-server-side-encryption", "aws:kms")
                        .header("x-amz-server-side-encryption-aws-kms-key-id", key)
                        .body("across")
                        .sign()
                        .send()
                        .status())
                .isEqualTo(200);
        var copied = request("us-east-1", "PUT", "/" + own("to-east") + "/k")
                .header("x-amz-copy-source", own("from-west") + "/k")
                .sign()
                .send();
        assertThat(copied.status()).as(copied.body()).isEqualTo(200);
        var read =
                request("us-east-1", "GET", "/" + own("to-east") + "/k").sign().send();
        assertThat(read.body()).isEqualTo("across");
        assertThat(read.header("x-amz-server-side-encryption")).contains("AES256");
    }
}
