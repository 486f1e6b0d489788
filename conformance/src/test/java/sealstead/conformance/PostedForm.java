package sealstead.conformance;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sealstead.conformance.People.Person;

/// A form that uploads one small object, signed by somebody or by nobody.
final class PostedForm {
    private PostedForm() {}

    static Raw to(URI endpoint, String path, @Nullable Person signer) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("key", "posted");
        if (signer != null) {
            sign(endpoint, fields, signer, "matrix");
        }
        return form(endpoint, path, fields);
    }

    /// A form with more fields, which the policy allows whatever they say.
    static Raw to(URI endpoint, Person signer, String bucket, Map<String, String> more) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("key", "posted");
        more.keySet().stream().filter(name -> !name.equals("key")).forEach(name -> fields.put(name, ""));
        sign(endpoint, fields, signer, bucket);
        fields.putAll(more);
        return form(endpoint, "/" + bucket, fields);
    }

    /// A form without a policy.
    static Raw unsigned(URI endpoint, String path, Map<String, String> more) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("key", "posted");
        fields.putAll(more);
        return form(endpoint, path, fields);
    }

    /// A form of just these fields.
    static Raw of(URI endpoint, String path, Map<String, String> fields) {
        return form(endpoint, path, fields);
    }

    /// A form of the test's own user, whose policy is these conditions, those of the signature's fields besides.
    static Raw signed(URI endpoint, String path, Map<String, String> fields, String conditions) {
        var raw = Raw.request(endpoint, "POST", "/");
        var all = new LinkedHashMap<String, String>();
        all.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
        all.put("x-amz-credential", LocalServer.ACCESS_KEY_ID + "/" + raw.scope());
        all.put("x-amz-date", raw.amzDate());
        var more = new StringBuilder();
        all.forEach((name, value) -> more.append(",{\"" + name + "\":\"" + value + "\"}"));
        var policy = Base64.getEncoder()
                .encodeToString(("{\"expiration\":\"2099-01-01T00:00:00Z\",\"conditions\":[" + conditions + more + "]}")
                        .getBytes(StandardCharsets.UTF_8));
        all.put("policy", policy);
        all.put("x-amz-signature", HexFormat.of().formatHex(Raw.hmac(raw.signingKey(), policy)));
        all.putAll(fields);
        return form(endpoint, path, all);
    }

    private static Raw form(URI endpoint, String path, Map<String, String> fields) {
        var body = new StringBuilder();
        fields.forEach((name, value) -> body.append("--line\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
        body.append(
                "--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nbytes\r\n--line--\r\n");
        return Raw.request(endpoint, "POST", path)
                .header("content-type", "multipart/form-data; boundary=line")
                .body(body.toString());
    }

    private static void sign(URI endpoint, Map<String, String> fields, Person signer, String bucket) {
        var raw = Raw.request(endpoint, "POST", "/").secret(signer.secret());
        fields.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
        fields.put("x-amz-credential", signer.accessKeyId() + "/" + raw.scope());
        fields.put("x-amz-date", raw.amzDate());
        if (!signer.token().isEmpty()) {
            fields.put("x-amz-security-token", signer.token());
        }
        var conditions = new StringBuilder("[\"starts-with\",\"$key\",\"\"],{\"bucket\":\"" + bucket + "\"}");
        fields.forEach((name, value) -> {
            if (!name.equals("key")) {
                conditions.append(
                        value.isEmpty()
                                ? ",[\"starts-with\",\"$" + name + "\",\"\"]"
                                : ",{\"" + name + "\":\"" + value + "\"}");
            }
        });
        var policy = Base64.getEncoder()
                .encodeToString(("{\"expiration\":\"2099-01-01T00:00:00Z\",\"conditions\":[" + conditions + "]}")
                        .getBytes(StandardCharsets.UTF_8));
        fields.put("policy", policy);
        fields.put("x-amz-signature", HexFormat.of().formatHex(Raw.hmac(raw.signingKey(), policy)));
    }
}
