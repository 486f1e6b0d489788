package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.server.Setting;

/// No request costs more than its size: lists and their products are bounded, and no text is too long for a stack.
@SuppressWarnings("NullAway.Init")
final class BoundedRequestsTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String ANYTHING =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}";

    @Server(@Server.With(setting = Setting.HTTP_HEADER_BYTES, value = "65536"))
    private static LocalServer server;

    private static String keyId;

    @BeforeAll
    static void start() throws IOException {
        try (var s3 = server.plainS3();
                var kms = server.kms()) {
            s3.createBucket(b -> b.bucket("bounded"));
            keyId = kms.createKey().keyMetadata().keyId();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Raw.Reply iam(Map<String, String> parameters) throws IOException {
        var form = new StringBuilder("Version=2010-05-08");
        parameters.forEach(
                (name, value) -> form.append('&').append(name).append('=').append(encoded(value)));
        return Raw.request(server.endpoint(), "POST", "/")
                .service("iam")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.toString())
                .sign()
                .send();
    }

    private static Raw.Reply kms(String operation, String json) throws IOException {
        return Raw.request(server.endpoint(), "POST", "/")
                .service("kms")
                .header("x-amz-target", "TrentService." + operation)
                .header("content-type", "application/x-amz-json-1.1")
                .body(json)
                .sign()
                .send();
    }

    private static Map<String, String> simulation(String policy, int actions, int resources, String tail) {
        var parameters = new TreeMap<String, String>();
        parameters.put("Action", "SimulateCustomPolicy");
        parameters.put("PolicyInputList.member.1", policy);
        for (int i = 1; i <= actions; i++) {
            parameters.put("ActionNames.member." + i, "s3:A" + i);
        }
        for (int i = 1; i <= resources; i++) {
            parameters.put("ResourceArns.member." + i, "arn:aws:s3:::b/" + i + tail);
        }
        return parameters;
    }

    private static List<String> elements(String body, String name) {
        var found = new ArrayList<String>();
        for (int at = body.indexOf("<" + name + ">"); at >= 0; at = body.indexOf("<" + name + ">", at + 1)) {
            found.add(body.substring(at + name.length() + 2, body.indexOf("</" + name + ">", at)));
        }
        return found;
    }

    /// Four million questions were answered before the first hundred was shown.
    @Test
    void of_a_simulation_no_more_is_asked_than_is_shown() throws IOException {
        long before = THREADS.getTotalThreadAllocatedBytes();
        var reply = iam(simulation(ANYTHING, 1990, 1990, ""));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(THREADS.getTotalThreadAllocatedBytes() - before).isLessThan(200_000_000);
        assertThat(elements(reply.body(), "EvalDecision")).hasSize(100);
        assertThat(reply.element("IsTruncated")).isEqualTo("true");
    }

    @Test
    void pages_of_a_simulation_hold_every_question_once() throws IOException {
        var parameters = simulation(ANYTHING, 3, 70, "");
        var seen = new HashSet<String>();
        var sizes = new ArrayList<Integer>();
        while (true) {
            var reply = iam(parameters);
            var actions = elements(reply.body(), "EvalActionName");
            var resources = elements(reply.body(), "EvalResourceName");
            for (int i = 0; i < actions.size(); i++) {
                assertThat(seen.add(actions.get(i) + resources.get(i))).isTrue();
            }
            sizes.add(actions.size());
            if (reply.element("IsTruncated").equals("false")) {
                break;
            }
            parameters.put("Marker", reply.element("Marker"));
        }
        assertThat(seen).hasSize(210);
        assertThat(sizes).containsExactly(100, 100, 10);
        parameters.put("Marker", "bm9uc2Vuc2U");
        assertThat(iam(parameters).status()).isEqualTo(400);
    }

    @Test
    void a_simulation_of_large_policies_shows_smaller_pages() throws IOException {
        var statements = new StringBuilder();
        while (statements.length() < 60_000) {
            statements
                    .append("{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::")
                    .append("*a".repeat(400))
                    .append("\"},");
        }
        var policy =
                "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements.deleteCharAt(statements.length() - 1) + "]}";
        var parameters = simulation(policy, 1, 60, "a".repeat(1900));
        parameters.put("MaxItems", "1000");
        var reply = iam(parameters);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(elements(reply.body(), "EvalDecision")).hasSizeBetween(1, 59);
        assertThat(reply.element("IsTruncated")).isEqualTo("true");
    }

    /// Context values that are missing are listed with every question.
    @Test
    void an_answer_is_no_product_of_what_was_asked() throws IOException {
        var conditions = new StringBuilder();
        for (int i = 0; i < 1500; i++) {
            conditions
                    .append(i == 0 ? "" : ",")
                    .append("\"aws:RequestTag/key-of-some-length-")
                    .append(i)
                    .append("\":\"x\"");
        }
        var policy =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\","
                        + "\"Condition\":{\"StringEquals\":{" + conditions + "}}}]}";
        var parameters = simulation(policy, 30, 40, "");
        parameters.put("MaxItems", "1000");
        var reply = iam(parameters);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().length()).isLessThan(4_000_000);
    }

    private static String pairs(int count, int nameCharacters, int valueCharacters) {
        var pairs = new StringBuilder();
        for (int i = 0; i < count; i++) {
            pairs.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(i)
                    .append("n".repeat(nameCharacters - 1))
                    .append("\":\"")
                    .append("v".repeat(valueCharacters))
                    .append('"');
        }
        return "{" + pairs + "}";
    }

    private static Raw.Reply grant(String more) throws IOException {
        return kms(
                "CreateGrant",
                "{\"KeyId\":\"" + keyId + "\",\"GranteePrincipal\":\"arn:aws:iam::" + LocalServer.ACCOUNT
                        + ":root\",\"Operations\":[\"Decrypt\",\"Decrypt\"]," + more + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EncryptionContextSubset", "EncryptionContextEquals"})
    void the_constraints_of_a_grant_are_eight_pairs_of_384_characters(String kind) throws IOException {
        assertThat(grant("\"Constraints\":{\"" + kind + "\":" + pairs(8, 384, 384) + "}")
                        .status())
                .isEqualTo(200);
        for (var pairs : List.of(pairs(9, 2, 2), pairs(1, 385, 2), pairs(1, 2, 385), pairs(1, 2, 200_000))) {
            var refused = grant("\"Constraints\":{\"" + kind + "\":" + pairs + "}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("ValidationException").hasSizeLessThan(1000);
        }
    }

    @Test
    void members_of_the_kms_are_bounded_as_its_model_says() throws IOException {
        var long257 = "x".repeat(257);
        for (var more : List.of(
                "\"Name\":\"" + long257 + "\"",
                "\"Name\":\"a b\"",
                "\"RetiringPrincipal\":\"arn:aws:iam::" + LocalServer.ACCOUNT + ":user/" + long257 + "\"",
                "\"GrantTokens\":[" + "\"a\",".repeat(10) + "\"a\"]")) {
            assertThat(grant(more).body()).as(more).contains("ValidationException");
        }
        for (var tag : List.of(
                "{\"TagKey\":\"" + "k".repeat(129) + "\",\"TagValue\":\"v\"}",
                "{\"TagKey\":\"k\",\"TagValue\":\"" + long257 + "\"}")) {
            assertThat(kms("TagResource", "{\"KeyId\":\"" + keyId + "\",\"Tags\":[" + tag + "]}")
                            .body())
                    .contains("ValidationException");
            assertThat(kms("CreateKey", "{\"Tags\":[" + tag + "]}").body()).contains("ValidationException");
        }
        assertThat(kms("UntagResource", "{\"KeyId\":\"" + keyId + "\",\"TagKeys\":[" + "\"a\",".repeat(60) + "\"a\"]}")
                        .status())
                .isEqualTo(400);
    }

    /// Patterns with repeated groups took a stack as deep as the text is long.
    @ParameterizedTest
    @ValueSource(
            strings = {"a.", "a-", "-a", "--a", "a/", "a:", "*a", "${a}", "a,", "a=", "a;", "a&", "((", "[[", "%41"})
    void no_text_is_too_long_for_a_stack(String piece) throws IOException {
        var text = piece.repeat(28_000 / piece.length());
        var port = ":" + server.endpoint().getPort();
        var odd = new ArrayList<String>();
        for (var host : List.of(
                text,
                "b--use1-az4--x-s3.s3express-use1-az4.us-" + text + "-1.localhost" + port,
                "s3express-control.us-" + text + ".localhost" + port,
                text + ".localhost" + port)) {
            odd.add(note(
                    "host",
                    Raw.request(server.endpoint(), "GET", "/")
                            .header("host", host)
                            .send()));
        }
        for (var path : List.of("/" + text, "/" + text + "--x-s3/k", "/a--" + text + "--x-s3", "/bounded/" + text)) {
            if (!piece.contains("[") && !piece.contains("{")) {
                odd.add(note("path", Raw.request(server.endpoint(), "GET", path).send()));
                odd.add(note(
                        "signed path",
                        Raw.request(server.endpoint(), "PUT", path).sign().send()));
            }
        }
        for (var header : List.of(
                "range",
                "if-match",
                "if-modified-since",
                "content-type",
                "content-md5",
                "user-agent",
                "referer",
                "origin",
                "x-forwarded-for",
                "authorization",
                "date",
                "x-amz-date",
                "x-amz-tagging",
                "x-amz-acl",
                "x-amz-grant-read",
                "x-amz-copy-source",
                "x-amz-copy-source-range",
                "x-amz-rename-source",
                "x-amz-checksum-crc32",
                "x-amz-trailer",
                "x-amz-object-lock-retain-until-date",
                "x-amz-expected-bucket-owner",
                "x-amz-security-token",
                "x-amz-server-side-encryption",
                "x-amz-server-side-encryption-aws-kms-key-id",
                "x-amz-server-side-encryption-context",
                "x-amz-website-redirect-location",
                "x-amz-account-id",
                "x-amz-target")) {
            for (var method : List.of("GET", "PUT", "POST", "DELETE", "OPTIONS")) {
                odd.add(note(
                        method + " with " + header,
                        Raw.request(server.endpoint(), method, "/bounded/key")
                                .unsignedHeader(header, text)
                                .sign()
                                .send()));
            }
        }
        var large = piece.repeat(120_000 / piece.length());
        for (var parameter : List.of(
                "UserName",
                "RoleArn",
                "PolicyArn",
                "Path",
                "PathPrefix",
                "Marker",
                "PolicyDocument",
                "AssumeRolePolicyDocument",
                "OpenIDConnectProviderArn",
                "Url",
                "AccountAlias")) {
            for (var action : List.of(
                    "CreateUser",
                    "GetRole",
                    "CreateRole",
                    "CreatePolicy",
                    "ListUsers",
                    "CreateOpenIDConnectProvider",
                    "CreateAccountAlias")) {
                odd.add(note(
                        action + " with " + parameter,
                        iam(Map.of("Action", action, parameter, large, "RoleName", "r", "PolicyName", "p"))));
            }
        }
        for (var member :
                List.of("KeyId", "AliasName", "TargetKeyId", "GranteePrincipal", "GrantId", "Marker", "Policy")) {
            for (var operation :
                    List.of("DescribeKey", "CreateAlias", "CreateGrant", "ListGrants", "PutKeyPolicy", "Decrypt")) {
                odd.add(note(
                        operation + " with " + member,
                        kms(operation, "{\"Operations\":[\"Decrypt\"],\"" + member + "\":\"" + large + "\"}")));
            }
        }
        var principal = piece.repeat(15_000 / piece.length());
        for (var kind : List.of("Service", "AWS", "Federated", "CanonicalUser")) {
            odd.add(note(
                    "principal",
                    policy("\"Principal\":{\"" + kind + "\":\"" + principal
                            + "\"},\"Action\":\"s3:GetObject\",\"Resource\":\"*\"")));
            odd.add(note(
                    "principal",
                    policy("\"Principal\":{\"" + kind + "\":\"a" + principal
                            + "a.com\"},\"Action\":\"s3:GetObject\",\"Resource\":\"*\"")));
        }
        odd.add(note("action", policy("\"Principal\":\"*\",\"Action\":\"" + principal + "\",\"Resource\":\"*\"")));
        odd.add(note(
                "resource",
                policy("\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::bounded/" + principal
                        + "\"")));
        odd.add(note(
                "condition",
                policy(
                        "\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::bounded\",\"Condition\":{\"StringLike\":{\"aws:"
                                + principal + "\":\"" + piece + "\"}}")));
        odd.removeIf(String::isEmpty);
        assertThat(odd).isEmpty();
    }

    private static Raw.Reply policy(String statement) throws IOException {
        return Raw.request(server.endpoint(), "PUT", "/bounded?policy")
                .body("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\"," + statement + "}]}")
                .sign()
                .send();
    }

    /// What is odd about a reply: nothing but refusals and successes may come.
    private static String note(String what, Raw.Reply reply) {
        return (reply.status() >= 200 && reply.status() < 500) || reply.status() == 501
                ? ""
                : what + ": " + reply.status() + " " + reply.code();
    }
}
