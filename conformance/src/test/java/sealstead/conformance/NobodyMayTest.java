package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.api.ApiOperation;
import sealstead.conformance.People.Person;
import sealstead.control.ControlOperation;
import sealstead.query.iam.IamOperation;
import sealstead.query.sts.StsOperation;

/// Every row of IAM, STS and S3 Control that has a handler, called in earnest by somebody whom no policy allows
/// anything: each is refused by its action, and nothing is changed. Those of the KMS are in
/// [KmsAuthorizationMatrixTest], those of S3 in [AuthorizationMatrixTest], those of administration in
/// [AdminByIdentityTest].
@SuppressWarnings("NullAway.Init")
final class NobodyMayTest {
    private static final String ACCOUNT = "arn:aws:iam::" + LocalServer.ACCOUNT + ":";
    private static final String DOCUMENT =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}";
    private static final String TRUST =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":" + "{\"AWS\":\"" + ACCOUNT
                    + "root\"},\"Action\":\"sts:AssumeRole\"}]}";
    private static final String CONTROL = "xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\"";

    @Server
    private static LocalServer server;

    private static Person owner;
    private static Person nobody;
    private static Map<String, String> parameters;

    @BeforeAll
    static void start() throws IOException {
        var people = new People(server);
        owner = people.owner();
        nobody = people.user(LocalServer.ACCOUNT, "nobody", "");
        parameters = new LinkedHashMap<>(Map.ofEntries(
                Map.entry("UserName", "alice"),
                Map.entry("GroupName", "team"),
                Map.entry("RoleName", "worker"),
                Map.entry("PolicyName", "all"),
                Map.entry("PolicyArn", ACCOUNT + "policy/all"),
                Map.entry("PermissionsBoundary", ACCOUNT + "policy/all"),
                Map.entry("PolicyDocument", DOCUMENT),
                Map.entry("AssumeRolePolicyDocument", TRUST),
                Map.entry("AccessKeyId", nobody.accessKeyId()),
                Map.entry("Status", "Inactive"),
                Map.entry("Description", "changed"),
                Map.entry("VersionId", "v1"),
                Map.entry("AccountAlias", "an-alias"),
                Map.entry("Url", "https://issuer.example.com"),
                Map.entry("OpenIDConnectProviderArn", ACCOUNT + "oidc-provider/issuer.example.com"),
                Map.entry("ClientID", "a-client"),
                Map.entry("ThumbprintList.member.1", "a".repeat(40)),
                Map.entry("Tags.member.1.Key", "a"),
                Map.entry("Tags.member.1.Value", "b"),
                Map.entry("TagKeys.member.1", "a"),
                Map.entry("PolicySourceArn", ACCOUNT + "user/alice"),
                Map.entry("PolicyInputList.member.1", DOCUMENT),
                Map.entry("ActionNames.member.1", "s3:GetObject"),
                Map.entry("RoleArn", ACCOUNT + "role/worker"),
                Map.entry("RoleSessionName", "session"),
                Map.entry("Name", "somebody")));
        for (var row : List.of(
                IamOperation.CREATE_POLICY,
                IamOperation.CREATE_USER,
                IamOperation.CREATE_GROUP,
                IamOperation.CREATE_ROLE,
                IamOperation.CREATE_OPEN_ID_CONNECT_PROVIDER,
                IamOperation.CREATE_ACCOUNT_ALIAS)) {
            var made = query(owner, "iam", "2010-05-08", row.wireName());
            assertThat(made.status()).as(made.body()).isEqualTo(200);
        }
        server.s3().createBucket(b -> b.bucket("tagged-bucket"));
    }

    private static Raw.Reply query(Person person, String service, String version, String action) throws IOException {
        var members = new LinkedHashMap<>(parameters);
        if (action.equals(IamOperation.UPDATE_ASSUME_ROLE_POLICY.wireName())) {
            members.put("PolicyDocument", TRUST);
        }
        var form = members.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
        return person.sign(Raw.request(server.endpoint(), "POST", "/")
                        .service(service)
                        .header("content-type", "application/x-www-form-urlencoded")
                        .body("Action=" + action + "&Version=" + version + "&" + form))
                .send();
    }

    /// Whether a caller was told that it may not, and what.
    private static boolean isRefused(ApiOperation row, Raw.Reply seen) {
        return seen.status() == 403
                && seen.body()
                        .contains(
                                "is not authorized to perform: " + row.actions().getFirst() + " ");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> everythingOfIam() throws IOException {
        var seen = new ArrayList<String>();
        for (var row : List.of(
                IamOperation.GET_ACCOUNT_AUTHORIZATION_DETAILS,
                IamOperation.GET_USER,
                IamOperation.GET_OPEN_ID_CONNECT_PROVIDER,
                IamOperation.GET_ACCOUNT_SUMMARY,
                IamOperation.LIST_ACCOUNT_ALIASES,
                IamOperation.LIST_ACCESS_KEYS)) {
            var read = query(owner, "iam", "2010-05-08", row.wireName());
            assertThat(read.status()).as(read.body()).isEqualTo(200);
            seen.add(read.body().replaceAll("<RequestId>.*</RequestId>", ""));
        }
        return seen;
    }

    @Test
    void nobody_may_anything_of_iam() throws IOException {
        var before = everythingOfIam();
        var wrong = new ArrayList<String>();
        for (var row : server.server().implementedOfIam()) {
            var seen = query(nobody, "iam", "2010-05-08", row.wireName());
            if (!isRefused(row, seen)) {
                wrong.add(row + ": " + seen.status() + " " + seen.body());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(everythingOfIam()).isEqualTo(before);
    }

    @Test
    void nobody_may_anything_of_sts_but_what_has_no_action() throws IOException {
        // Who calls it is in a token: WebIdentityTest.
        var others = EnumSet.of(StsOperation.ASSUME_ROLE_WITH_WEB_IDENTITY);
        var free = EnumSet.noneOf(StsOperation.class);
        var wrong = new ArrayList<String>();
        for (var row : server.server().implementedOfSts()) {
            var seen = query(nobody, "sts", "2011-06-15", row.wireName());
            if (row.actions().isEmpty()) {
                free.add(row);
                assertThat(seen.status()).as(seen.body()).isEqualTo(200);
            } else if (!others.contains(row) && !isRefused(row, seen)) {
                wrong.add(row + ": " + seen.status() + " " + seen.body());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(free).isEqualTo(EnumSet.of(StsOperation.GET_CALLER_IDENTITY, StsOperation.GET_SESSION_TOKEN));
    }

    private static String body(ControlOperation row) {
        return switch (row) {
            case CREATE_JOB -> "<CreateJobRequest " + CONTROL + "><Priority>1</Priority></CreateJobRequest>";
            case PUT_JOB_TAGGING ->
                "<PutJobTaggingRequest " + CONTROL + "><Tags><member><Key>a</Key><Value>b</Value></member></Tags>"
                        + "</PutJobTaggingRequest>";
            case TAG_RESOURCE ->
                "<TagResourceRequest " + CONTROL + "><Tags><Tag><Key>a</Key><Value>b</Value></Tag></Tags>"
                        + "</TagResourceRequest>";
            case CREATE_MULTI_REGION_ACCESS_POINT ->
                request(row, "<Regions><Region><Bucket>tagged-bucket</Bucket></Region></Regions>");
            case DELETE_MULTI_REGION_ACCESS_POINT -> request(row, "");
            case PUT_MULTI_REGION_ACCESS_POINT_POLICY -> request(row, "<Policy>{}</Policy>");
            case SUBMIT_MULTI_REGION_ACCESS_POINT_ROUTES ->
                "<SubmitMultiRegionAccessPointRoutesRequest " + CONTROL + "><RouteUpdates><Route><Bucket>tagged-bucket"
                        + "</Bucket><TrafficDialPercentage>0</TrafficDialPercentage></Route></RouteUpdates>"
                        + "</SubmitMultiRegionAccessPointRoutesRequest>";
            default -> "";
        };
    }

    private static String request(ControlOperation row, String details) {
        var name = row.wireName() + "Request";
        return "<" + name + " " + CONTROL + "><ClientToken>token</ClientToken><Details><Name>point</Name>" + details
                + "</Details></" + name + ">";
    }

    private static Raw.Reply control(Person person, ControlOperation row) throws IOException {
        var path = row.path()
                .replaceAll("\\{resourceArn\\+}", encoded("arn:aws:s3:::tagged-bucket"))
                .replaceAll(
                        "\\{request_token\\+}",
                        encoded("arn:aws:s3:us-west-2:" + LocalServer.ACCOUNT + ":async-request/mrap/create/token")
                                .replace("%2F", "/"))
                .replaceAll("\\{id}", "0123-4567")
                .replaceAll("\\{\\w+\\+?}", "point");
        var query = row == ControlOperation.UNTAG_RESOURCE ? "?tagKeys=a" : "";
        var raw = Raw.request(server.endpoint(), row.method(), "/v20180820/" + path + query)
                .header("x-amz-account-id", LocalServer.ACCOUNT);
        var body = body(row);
        return person.sign(body.isEmpty() ? raw : raw.body(body).md5()).send();
    }

    private static Set<String> everythingOfControl() throws IOException {
        var seen = new java.util.TreeSet<String>();
        for (var row : List.of(
                ControlOperation.LIST_JOBS,
                ControlOperation.LIST_MULTI_REGION_ACCESS_POINTS,
                ControlOperation.LIST_TAGS_FOR_RESOURCE)) {
            var read = control(owner, row);
            assertThat(read.status()).as(read.body()).isEqualTo(200);
            seen.add(read.body());
        }
        return seen;
    }

    @Test
    void nobody_may_anything_of_s3_control() throws IOException {
        var before = everythingOfControl();
        var wrong = new ArrayList<String>();
        for (var row : server.server().implementedOfControl()) {
            var seen = control(nobody, row);
            if (!isRefused(row, seen)) {
                wrong.add(row + ": " + seen.status() + " " + seen.body());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(everythingOfControl()).isEqualTo(before);
    }
}
