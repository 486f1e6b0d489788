package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.conformance.People.Person;
import sealstead.kms.KmsOperation;
import sealstead.server.Setting;
import sealstead.wire.PercentEncoding;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;

/// Every operation of every API with parameters that were made to break the audit trail: either nothing is
/// changed, or there is an event. And none of them costs the trail another's event.
@SuppressWarnings("NullAway.Init")
@Tag("drill")
final class HostileTrailTest {
    private static final String DEEP = "[".repeat(998) + "]".repeat(998);

    @TempDir
    private Path folder;

    private LocalServer server;
    private Person owner;

    @BeforeEach
    void start() throws IOException {
        server = new LocalServer(Map.of(
                Setting.AUDIT_EVENTS,
                "all",
                Setting.AUDIT_FOLDER,
                folder.resolve("audit").toString()));
        owner = new People(server).owner();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /// The events by the id of their request; the trail is whole.
    private Map<String, JsonNode> events() throws IOException {
        assertThat(Administration.ask(server, "GET admin/audit/verify")
                        .document()
                        .toString())
                .contains("\"well\":true");
        var events = new TreeMap<String, JsonNode>();
        for (var event :
                TrailFiles.events(folder.resolve("audit"), server.server().rootKey())) {
            events.put(event.path("requestID").asText(), event);
        }
        return events;
    }

    private static String id(Raw.Reply reply) {
        return reply.header("x-amzn-requestid")
                .or(() -> reply.header("x-amz-request-id"))
                .orElseThrow(() -> new AssertionError(reply.toString()));
    }

    private void assertTold(Map<String, String> asked) throws IOException {
        var events = events();
        var silent = new ArrayList<String>();
        asked.forEach((id, what) -> {
            if (!events.containsKey(id)) {
                silent.add(what);
            }
        });
        assertThat(silent).isEmpty();
    }

    // IAM and STS

    private static final String DOCUMENT =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"*\"}]}";

    /// What some operation or other takes, all in one form: each takes what it knows.
    private static Map<String, String> everything() {
        var form = new LinkedHashMap<String, String>();
        form.put("UserName", "victim");
        form.put("RoleName", "victim");
        form.put("GroupName", "victim");
        form.put("NewPath", "/new/");
        form.put("PolicyName", "victim");
        form.put("PolicyDocument", DOCUMENT);
        form.put("AssumeRolePolicyDocument", IamWorld.trust("{\"AWS\":\"" + LocalServer.ACCOUNT + "\"}", ""));
        form.put("PolicyArn", "arn:aws:iam::" + LocalServer.ACCOUNT + ":policy/victim");
        form.put("PermissionsBoundary", "arn:aws:iam::" + LocalServer.ACCOUNT + ":policy/victim");
        form.put("AccountAlias", "victim-alias");
        form.put("Description", "description");
        form.put("Url", "https://issuer.example");
        form.put("ClientID", "client");
        form.put("OpenIDConnectProviderArn", "arn:aws:iam::" + LocalServer.ACCOUNT + ":oidc-provider/issuer.example");
        form.put("ThumbprintList.member.1", "a".repeat(40));
        form.put("Tags.member.1.Key", "k");
        form.put("Tags.member.1.Value", "v");
        form.put("TagKeys.member.1", "k");
        form.put("Status", "Inactive");
        form.put("AccessKeyId", "AKIAIOSFODNN7EXAMPLE");
        form.put("MaxSessionDuration", "3600");
        form.put("RoleArn", "arn:aws:iam::" + LocalServer.ACCOUNT + ":role/victim");
        form.put("RoleSessionName", "session");
        form.put("WebIdentityToken", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln");
        form.put("Name", "federated");
        return form;
    }

    /// Parameters that are spelled as another kind of parameter.
    private static final List<Map.Entry<String, String>> MISSHAPEN = List.of(
            Map.entry("UserName.x", "1"),
            Map.entry("UserName.member.1", "1"),
            Map.entry("RoleName.x.y", "1"),
            Map.entry("GroupName.x", "1"),
            Map.entry("PolicyDocument.Statement.1", "1"),
            Map.entry("PolicyArn.x", "1"),
            Map.entry("Path.x", "/p/"),
            Map.entry("RoleSessionName.x", "1"),
            Map.entry("Tags", "x"),
            Map.entry("Tags.member.1", "x"),
            Map.entry("Tags.member.1.Key.x", "1"),
            Map.entry("Tags.member.3.Key", "gap"),
            Map.entry("Tags.1.Key", "k"),
            Map.entry("TagKeys", "x"),
            Map.entry("TagKeys.member.1.x", "1"),
            Map.entry("TagKeys.member.x", "1"),
            Map.entry("ThumbprintList.x", "1"));

    private Raw.Reply ask(String service, String operation, Map<String, String> form) throws IOException {
        var body = new StringBuilder(
                "Action=" + operation + "&Version=" + (service.equals("iam") ? "2010-05-08" : "2011-06-15"));
        form.forEach((name, value) -> body.append('&')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return owner.sign(Raw.request(server.endpoint(), "POST", "/")
                        .service(service)
                        .header("content-type", "application/x-www-form-urlencoded")
                        .body(body.toString()))
                .send();
    }

    private String everythingReadable() throws IOException {
        var seen = new StringBuilder();
        for (var operation : List.of(
                "GetAccountAuthorizationDetails",
                "ListAccountAliases",
                "ListOpenIDConnectProviders",
                "ListAccessKeys",
                "ListUserTags",
                "ListRoleTags",
                "ListGroupsForUser")) {
            var reply = ask("iam", operation, Map.of("UserName", "victim", "RoleName", "victim"));
            seen.append(reply.body().replaceAll("<RequestId>[^<]*<", "<")).append('\n');
        }
        return seen.toString();
    }

    @Test
    void a_form_that_is_not_well_formed_changes_nothing_and_is_told() throws IOException {
        ask("iam", "CreatePolicy", everything());
        ask("iam", "CreateUser", Map.of("UserName", "victim"));
        ask("iam", "CreateRole", everything());
        ask("iam", "CreateGroup", everything());
        ask("iam", "CreateAccessKey", everything());
        var before = everythingReadable();
        assertThat(before).contains("victim");

        var operations = new TreeMap<String, String>();
        server.server().implementedOfIam().forEach(operation -> operations.put(operation.wireName(), "iam"));
        server.server().implementedOfSts().forEach(operation -> operations.put(operation.wireName(), "sts"));
        assertThat(operations).containsKeys("CreateUser", "AssumeRole");
        var asked = new TreeMap<String, String>();
        var wrong = new ArrayList<String>();
        for (var operation : operations.entrySet()) {
            for (var misshapen : MISSHAPEN) {
                var form = everything();
                form.put(misshapen.getKey(), misshapen.getValue());
                var reply = ask(operation.getValue(), operation.getKey(), form);
                var what = operation.getKey() + " with " + misshapen.getKey();
                asked.put(id(reply), what);
                if (reply.status() != 400 || !reply.code().equals("MalformedInput")) {
                    wrong.add(what + ": " + reply.status() + " " + reply.code());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(everythingReadable()).isEqualTo(before);
        // Nobody signs AssumeRoleWithWebIdentity as far as the trail is concerned; a few of many are told.
        asked.values().removeIf(what -> what.startsWith("AssumeRoleWithWebIdentity"));
        assertTold(asked);

        for (var operation : operations.entrySet()) {
            var reply = ask(operation.getValue(), operation.getKey(), everything());
            assertThat(reply.status()).as(operation.getKey() + reply.body()).isNotEqualTo(500);
            asked.put(id(reply), operation.getKey());
        }
        assertTold(asked);
    }

    /// SDKs write an empty list as the bare name of its parameter.
    @Test
    void an_empty_list_is_well_formed() throws IOException {
        assertThat(ask("iam", "CreateUser", Map.of("UserName", "u", "Tags", "")).status())
                .isEqualTo(200);
    }

    // KMS

    private static final List<String> KMS_EXTRAS = List.of(
            "\"Description\":" + "[".repeat(14) + "]".repeat(14),
            "\"Description\":\"" + "d".repeat(150_000) + "\"",
            "\"EncryptionContext\":{\"" + "k".repeat(40_000) + "\":\"v\"}",
            "\"EncryptionContext\":{\"k\":{\"a\":[1,2]}}",
            "\"Tags\":[{\"TagKey\":{\"a\":1},\"TagValue\":[[]]}]",
            "\"Tags\":" + "[{\"TagKey\":\"a\",\"TagValue\":\"b\"}]",
            "\"Policy\":\"" + DEEP + "\"",
            "\"Name\":\"\\ud800\"",
            "\"Operations\":{\"x\":1}",
            "\"DryRun\":[[[]]]",
            "\"Limit\":" + "9".repeat(900));

    @Test
    void every_call_of_the_kms_is_told_whatever_it_brings() throws IOException {
        String key;
        String sealed;
        try (var kms = server.kms()) {
            key = kms.createKey().keyMetadata().arn();
            sealed = Base64.getEncoder()
                    .encodeToString(kms.encrypt(b -> b.keyId(key).plaintext(SdkBytes.fromUtf8String("x")))
                            .ciphertextBlob()
                            .asByteArray());
        }
        var asked = new TreeMap<String, String>();
        for (var operation : KmsOperation.values()) {
            for (int i = 0; operation.isSupported() && i < KMS_EXTRAS.size(); i++) {
                var members = new LinkedHashMap<String, String>();
                members.put("KeyId", "\"" + key + "\"");
                members.put("AliasName", "\"alias/" + operation.wireName() + i + "\"");
                members.put("TargetKeyId", "\"" + key + "\"");
                members.put("CiphertextBlob", "\"" + sealed + "\"");
                members.put("Plaintext", "\"eA==\"");
                members.put("DestinationKeyId", "\"" + key + "\"");
                members.put("GranteePrincipal", "\"" + owner.arn() + "\"");
                members.put("Operations", "[\"Decrypt\"]");
                members.put("NumberOfBytes", "8");
                members.put("TagKeys", "[\"a\"]");
                var extra = KMS_EXTRAS.get(i);
                members.put(extra.substring(1, extra.indexOf('"', 1)), extra.substring(extra.indexOf(':') + 1));
                var body = members.entrySet().stream()
                        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
                var reply = owner.sign(Raw.request(server.endpoint(), "POST", "/")
                                .service("kms")
                                .header("user-agent", "a".repeat(20_000))
                                .header("content-type", "application/x-amz-json-1.1")
                                .header("x-amz-target", "TrentService." + operation.wireName())
                                .body(body))
                        .send();
                var what = operation.wireName() + " with " + extra.substring(0, Math.min(40, extra.length()));
                assertThat(reply.status()).as(what + reply.body()).isNotEqualTo(500);
                asked.put(id(reply), what);
            }
        }
        assertTold(asked);
    }

    // S3 and S3 Control

    @Test
    void every_call_of_s3_is_told_whatever_it_brings() throws IOException {
        List<GoodRequests.Request> good;
        try (var s3 = server.plainS3();
                var kms = server.kms()) {
            s3.createBucket(b -> b.bucket("fuzz"));
            s3.putObject(b -> b.bucket("fuzz").key("o"), RequestBody.fromString("content"));
            good = new GoodRequests(kms.createKey().keyMetadata().arn(), "eA==").all();
        }
        var asked = new TreeMap<String, String>();
        for (var request : good) {
            if (request.service().equals("s3") && !request.method().equals("OPTIONS")) {
                for (var body : bodies(request.body())) {
                    var raw = Raw.request(server.endpoint(), request.method(), request.path() + query(request.query()))
                            .unsignedHeader("user-agent", "a".repeat(20_000))
                            .body(body);
                    request.headers().forEach(raw::header);
                    if (request.headers().containsKey("x-amz-content-sha256")) {
                        raw.payload(request.headers().getOrDefault("x-amz-content-sha256", ""));
                    }
                    var form =
                            request.headers().getOrDefault("content-type", "").startsWith("multipart/form-data");
                    var reply = form ? raw.send() : owner.sign(raw.md5()).send();
                    asked.put(id(reply), request.method() + " " + request.path() + request.query() + " " + reply);
                }
            }
        }
        assertTold(asked);
    }

    private static String query(Map<String, String> query) {
        var out = new StringBuilder();
        query.forEach((name, value) -> out.append(out.isEmpty() ? "?" : "&")
                .append(PercentEncoding.encode(name, false))
                .append('=')
                .append(PercentEncoding.encode(value, false)));
        return out.toString();
    }

    private static List<String> bodies(String good) {
        var bodies = new ArrayList<>(List.of(good));
        if (good.startsWith("<")) {
            bodies.add("<bucketName>victim</bucketName>");
            bodies.add("<Host><a>victim</a></Host>");
            bodies.add("<" + "a><".repeat(40));
        }
        if (good.startsWith("{")) {
            bodies.add("{\"Version\":\"2012-10-17\",\"Statement\":" + DEEP + "}");
            bodies.add("{\"Version\":" + "[".repeat(9000));
        }
        return bodies;
    }

    /// One bucket policy took a thousand events of other tenants with it.
    @Test
    void a_policy_of_998_nested_arrays_costs_its_own_words_only() throws IOException {
        var other = new People(server).account("444455556666");
        try (var s3 = other.s3()) {
            s3.createBucket(b -> b.bucket("other"));
            owner.sign(Raw.request(server.endpoint(), "PUT", "/mine")).send();
            var asked = new TreeMap<String, String>();
            for (int i = 0; i < 20; i++) {
                asked.put(
                        id(other.sign(Raw.request(server.endpoint(), "GET", "/other?versioning"))
                                .send()),
                        "before");
                asked.put(
                        id(owner.sign(Raw.request(server.endpoint(), "PUT", "/mine?policy")
                                        .body("{\"Version\":\"2012-10-17\",\"Id\":" + DEEP + ",\"Statement\":[]}"))
                                .send()),
                        "the policy");
                asked.put(
                        id(other.sign(Raw.request(server.endpoint(), "GET", "/other?versioning"))
                                .send()),
                        "behind");
            }
            assertTold(asked);
        }
    }

    @Test
    void no_document_speaks_for_its_request() throws IOException {
        try (var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket("mine"));
        }
        var asked = new ArrayList<String>();
        for (var root : List.of("bucketName", "Host", "key", "tagging", "x-amz-copy-source", "bucketPolicy")) {
            asked.add(id(owner.sign(Raw.request(server.endpoint(), "PUT", "/mine?tagging")
                            .body("<" + root + "><a>victim</a></" + root + ">")
                            .md5())
                    .send()));
        }
        var events = events();
        for (var id : asked) {
            assertThat(events).containsKey(id);
            var parameters = events.getOrDefault(id, NullNode.getInstance()).path("requestParameters");
            assertThat(parameters.path("bucketName").asText()).isEqualTo("mine");
            assertThat(parameters.toString()).doesNotContain("victim");
            assertThat(parameters.path("document").path("omitted").asBoolean()).isTrue();
        }
    }

    @Test
    void an_unsigned_call_is_told_by_role_and_session_alone() throws IOException {
        var body = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn:aws:iam::"
                + LocalServer.ACCOUNT + ":role/none&RoleSessionName=web&WebIdentityToken=abcdef&ProviderId=p&Policy="
                + "x".repeat(200_000) + "&Description=" + "y".repeat(40_000);
        String id = "";
        for (int i = 0; i < 300; i++) {
            id = id(Raw.request(server.endpoint(), "POST", "/")
                    .header("user-agent", "b".repeat(20_000))
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(body)
                    .send());
        }
        assertThat(id).isNotEmpty();
        long told = 0;
        long notRecorded = 0;
        events();
        for (var event :
                TrailFiles.events(folder.resolve("audit"), server.server().rootKey())) {
            if (event.path("eventName").asText().equals("AssumeRoleWithWebIdentity")) {
                told++;
                assertThat(event.toString()).hasSizeLessThan(4096);
                assertThat(event.path("requestParameters").toString())
                        .isEqualTo("{\"roleArn\":\"arn:aws:iam::" + LocalServer.ACCOUNT
                                + ":role/none\",\"roleSessionName\":\"web\"}");
            }
            if (event.path("eventName").asText().equals("EventsNotRecorded")) {
                notRecorded += event.at("/serviceEventDetails/events").asLong();
            }
        }
        assertThat(told).isGreaterThanOrEqualTo(100);
        assertThat(told + notRecorded).isEqualTo(300);
    }

    @Test
    void administration_is_told() throws IOException {
        for (var page : List.of(
                "POST admin/accounts?id=555566667777",
                "PUT admin/service-control?account=555566667777&level=0&name=n",
                "DELETE admin/service-control?account=555566667777&level=0&name=n",
                "POST admin/tokens?expires=PT1H&name=tool",
                "POST admin/garbage/collect",
                "GET admin/credentials")) {
            var reply = Administration.ask(server, page, page.startsWith("PUT") ? DOCUMENT : "");
            assertThat(reply.status()).as(page + reply.document()).isEqualTo(200);
        }
        events();
        var all = TrailFiles.events(folder.resolve("audit"), server.server().rootKey());
        assertThat(all)
                .extracting(event -> event.path("eventName").asText())
                .contains(
                        "CreateAccount",
                        "PutServiceControlPolicy",
                        "DeleteServiceControlPolicy",
                        "CreateToken",
                        "CollectGarbage",
                        "GetRootCredentials");
        assertThat(all.toString()).doesNotContain(LocalServer.SECRET, "sealstead_");
    }
}
