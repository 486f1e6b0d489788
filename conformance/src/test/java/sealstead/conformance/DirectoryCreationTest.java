package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.People.allow;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.server.Setting;

/// What CreateBucket takes for a directory bucket, and what it refuses.
@SuppressWarnings("NullAway.Init")
final class DirectoryCreationTest {
    @Server({
        @Server.With(setting = Setting.REGION, value = "us-east-1,us-west-2"),
        @Server.With(setting = Setting.ZONES, value = "use1-az4,usw2-az1,local:usw2-lax1-az1")
    })
    private static LocalServer server;

    private static Express express;
    private static People people;
    private static People.Person owner;

    @BeforeAll
    static void start() {
        people = new People(server);
        express = new Express(server);
        owner = people.owner();
    }

    private static Raw.Reply create(People.Person person, String region, String name, String body) throws IOException {
        return person.sign(express.raw("PUT", "/" + name).region(region).body(body))
                .send();
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1, new--use1-az4--x-s3,        use1-az4,      AvailabilityZone, SingleAvailabilityZone, 200, ''",
        "us-west-2, new--usw2-az1--x-s3,        usw2-az1,      AvailabilityZone, SingleAvailabilityZone, 200, ''",
        "us-west-2, new--usw2-lax1-az1--x-s3,   usw2-lax1-az1, LocalZone,        SingleLocalZone,        200, ''",
        "us-east-1, wrong--use1-az4--x-s3,      use1-az5,      AvailabilityZone, SingleAvailabilityZone, 400, InvalidRequest",
        "us-east-1, wrong--use1-az9--x-s3,      use1-az9,      AvailabilityZone, SingleAvailabilityZone, 400, InvalidRequest",
        "us-east-1, wrong--usw2-az1--x-s3,      usw2-az1,      AvailabilityZone, SingleAvailabilityZone, 400, InvalidRequest",
        "us-east-1, wrong--use1-az4--x-s3,      use1-az4,      LocalZone,        SingleLocalZone,        400, InvalidRequest",
        "us-west-2, wrong--usw2-lax1-az1--x-s3, usw2-lax1-az1, AvailabilityZone, SingleAvailabilityZone, 400, InvalidRequest",
        "us-east-1, wrong--use1-az4--x-s3,      use1-az4,      AvailabilityZone, SingleLocalZone,        400, InvalidRequest",
        "us-east-1, wrong--use1-az4--x-s3,      use1-az4,      Planet,           SingleAvailabilityZone, 400, MalformedXML",
        "us-east-1, --use1-az4--x-s3,           use1-az4,      AvailabilityZone, SingleAvailabilityZone, 400, InvalidBucketName",
        "us-east-1, Wrong--use1-az4--x-s3,      use1-az4,      AvailabilityZone, SingleAvailabilityZone, 400, InvalidBucketName",
        "us-east-1, wr.ong--use1-az4--x-s3,     use1-az4,      AvailabilityZone, SingleAvailabilityZone, 400, InvalidBucketName",
        "us-east-1, -wrong--use1-az4--x-s3,     use1-az4,      AvailabilityZone, SingleAvailabilityZone, 400, InvalidBucketName",
        "us-east-1, wrong--x-s3,                use1-az4,      AvailabilityZone, SingleAvailabilityZone, 400, InvalidBucketName",
        "us-east-1, general-purpose,            use1-az4,      AvailabilityZone, SingleAvailabilityZone, 400, InvalidBucketName",
        "us-east-1, an-access-point--xa-s3,     use1-az4,      AvailabilityZone, SingleAvailabilityZone, 400, InvalidBucketName"
    })
    void names_zones_and_what_goes_with_them(
            String region, String name, String zone, String type, String redundancy, int status, String code)
            throws IOException {
        var reply = create(owner, region, name, Express.configuration(zone, type, redundancy));
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        if (status == 200) {
            var arn = "arn:aws:s3express:" + region + ":" + LocalServer.ACCOUNT + ":bucket/" + name;
            assertThat(reply.header("x-amz-bucket-arn")).contains(arn);
            assertThat(reply.header("location")).contains("/" + name);
            var head =
                    owner.sign(express.raw("HEAD", "/" + name).region(region)).send();
            assertThat(head.header("x-amz-bucket-location-name")).contains(zone);
            assertThat(head.header("x-amz-bucket-location-type")).contains(type);
        } else {
            assertThat(reply.code()).isEqualTo(code);
        }
    }

    @Test
    void a_name_of_64_characters_is_too_long() throws IOException {
        var name = "n".repeat(64 - "--use1-az4--x-s3".length()) + "--use1-az4--x-s3";
        assertThat(create(owner, "us-east-1", name, Express.configuration("use1-az4"))
                        .code())
                .isEqualTo("InvalidBucketName");
        var fits = name.substring(1);
        assertThat(create(owner, "us-east-1", fits, Express.configuration("use1-az4"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<CreateBucketConfiguration/>",
                "<CreateBucketConfiguration><LocationConstraint>us-west-2</LocationConstraint></CreateBucketConfiguration>",
                "<CreateBucketConfiguration><Location><Type>AvailabilityZone</Type><Name>use1-az4</Name></Location>"
                        + "</CreateBucketConfiguration>",
                "<CreateBucketConfiguration><Location><Type>AvailabilityZone</Type><Name>use1-az4</Name></Location>"
                        + "<Bucket><DataRedundancy>SingleAvailabilityZone</DataRedundancy></Bucket>"
                        + "</CreateBucketConfiguration>"
            })
    void a_configuration_must_say_where_and_what(String body) throws IOException {
        var reply = create(owner, "us-east-1", "missing--use1-az4--x-s3", body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("InvalidRequest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-amz-acl: private",
                "x-amz-grant-read: id=1",
                "x-amz-object-ownership: BucketOwnerEnforced",
                "x-amz-bucket-object-lock-enabled: true"
            })
    void what_directory_buckets_have_not_is_refused_by_its_header(String header) throws IOException {
        var request = express.raw("PUT", "/headers--use1-az4--x-s3")
                .header(header.split(": ")[0], header.split(": ")[1])
                .body(Express.configuration("use1-az4"));
        var reply = owner.sign(request).send();
        assertThat(reply.status()).as(reply.body()).isEqualTo(501);
        assertThat(reply.code()).isEqualTo("NotImplemented");
        assertThat(reply.element("Header")).isEqualTo(header.split(": ")[0]);
    }

    @Test
    void a_bucket_is_there_once_in_every_region() throws IOException {
        express.create(owner, "once");
        var again = create(owner, "us-east-1", Express.name("once"), Express.configuration("use1-az4"));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("BucketAlreadyOwnedByYou");
        var other = people.account("777788889999");
        var theirs = create(other, "us-east-1", Express.name("once"), Express.configuration("use1-az4"));
        assertThat(theirs.code()).isEqualTo("BucketAlreadyExists");
    }

    @Test
    void the_zone_is_a_condition_and_tags_are_a_right_of_their_own() throws IOException {
        var inZone = "{\"StringEquals\":{\"s3express:LocationName\":\"use1-az4\"}}";
        var maker = people.user(LocalServer.ACCOUNT, "maker", allow("s3express:CreateBucket", "*", inZone));
        assertThat(create(maker, "us-east-1", Express.name("made"), Express.configuration("use1-az4"))
                        .status())
                .isEqualTo(200);
        var elsewhere = create(maker, "us-west-2", "made--usw2-az1--x-s3", Express.configuration("usw2-az1"));
        assertThat(elsewhere.code()).isEqualTo("AccessDenied");
        var tagged = Express.configuration("use1-az4")
                .replace(
                        "</CreateBucketConfiguration>",
                        "<Tags><Tag><Key>k</Key><Value>v</Value></Tag></Tags></CreateBucketConfiguration>");
        assertThat(create(maker, "us-east-1", Express.name("tagged"), tagged).code())
                .isEqualTo("AccessDenied");
        people.permit(maker, allow("s3express:CreateBucket,s3express:TagResource", "*"));
        assertThat(create(maker, "us-east-1", Express.name("tagged"), tagged).status())
                .isEqualTo(200);
    }
}
