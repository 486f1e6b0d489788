package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.Protocol;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/// Buckets as browsers see them, at `BUCKET.s3-website.localhost`: what is public and nothing else.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class WebsiteTest {
    @Server
    private static LocalServer server;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    @Client
    private static KmsClient kms;

    private static int buckets;

    /// A bucket that everybody may read and, if asked for, list.
    private static String bucket(boolean listed) {
        var name = own("site-" + ++buckets);
        s3.createBucket(b -> b.bucket(name));
        s3.deletePublicAccessBlock(b -> b.bucket(name));
        var arn = "arn:aws:s3:::" + name;
        var read = resource("Allow", "*", "s3:GetObject", arn + "/*", "{}");
        s3.putBucketPolicy(b -> b.bucket(name)
                .policy(policy(listed ? read + "," + resource("Allow", "*", "s3:ListBucket", arn, "{}") : read)));
        return name;
    }

    private static String site() {
        var name = bucket(true);
        website(name, b -> b.indexDocument(i -> i.suffix("index.html")).errorDocument(e -> e.key("error.html")));
        put(name, "index.html", "<p>home</p>");
        put(name, "dir/index.html", "<p>dir</p>");
        put(name, "error.html", "<p>oops</p>");
        return name;
    }

    private static void website(String bucket, java.util.function.Consumer<WebsiteConfiguration.Builder> how) {
        s3.putBucketWebsite(b -> b.bucket(bucket).websiteConfiguration(how));
    }

    private static void put(String bucket, String key, String text) {
        s3.putObject(b -> b.bucket(bucket).key(key).contentType("text/html"), RequestBody.fromString(text));
    }

    private static String host(String bucket) {
        return bucket + ".s3-website.localhost:" + server.endpoint().getPort();
    }

    private static Raw raw(String method, String bucket, String path) {
        return Raw.request(server.endpoint(), method, path).header("host", host(bucket));
    }

    private static Raw.Reply get(String bucket, String path) throws IOException {
        return raw("GET", bucket, path).send();
    }

    @Test
    void pages_are_shown_by_their_keys_and_folders_by_their_index() throws IOException {
        var site = site();
        for (var path : List.of("/", "/index.html")) {
            var home = get(site, path);
            assertThat(home.status()).isEqualTo(200);
            assertThat(home.body()).isEqualTo("<p>home</p>");
            assertThat(home.header("content-type")).contains("text/html");
        }
        assertThat(get(site, "/dir/").body()).isEqualTo("<p>dir</p>");
        var folder = get(site, "/dir");
        assertThat(folder.status()).isEqualTo(302);
        assertThat(folder.header("location")).contains("/dir/");
        var head = raw("HEAD", site, "/").send();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).contains("11");
        assertThat(head.body()).isEmpty();
        assertThat(raw("HEAD", site, "/dir").send().status()).isEqualTo(302);
        var etag = get(site, "/").header("etag").orElseThrow();
        assertThat(raw("GET", site, "/").header("if-none-match", etag).send().status())
                .isEqualTo(304);
        var part = raw("GET", site, "/").header("range", "bytes=3-6").send();
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("home");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".s3-website.us-east-1.localhost", ".s3-website-us-east-1.localhost", ".s3-website.LOCALHOST"})
    void the_end_point_has_aws_forms_and_a_short_one(String suffix) throws IOException {
        var site = site();
        var reply = Raw.request(server.endpoint(), "GET", "/")
                .header("host", site + suffix + ":" + server.endpoint().getPort())
                .send();
        assertThat(reply.body()).isEqualTo("<p>home</p>");
    }

    @Test
    void the_end_point_of_another_region_says_so() throws IOException {
        var site = site();
        var reply = Raw.request(server.endpoint(), "GET", "/")
                .header("host", site + ".s3-website.eu-west-1.localhost")
                .send();
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("<li>Code: IncorrectEndpoint</li>");
    }

    @Test
    void an_error_is_html_with_the_sites_own_page_or_with_what_s3_knows() throws IOException {
        var site = site();
        var missing = get(site, "/nothing");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.body()).isEqualTo("<p>oops</p>");
        assertThat(missing.header("x-amz-error-code")).contains("NoSuchKey");
        assertThat(missing.header("x-amz-error-detail-key")).contains("nothing");
        s3.deleteObject(b -> b.bucket(site).key("error.html"));
        var twice = get(site, "/missing/").body();
        assertThat(twice)
                .contains("<title>404 Not Found</title>", "<h1>404 Not Found</h1>")
                .contains("<li>Code: NoSuchKey</li>", "<li>Message: The specified key does not exist.</li>")
                .contains("<li>Key: missing/index.html</li>")
                .contains("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>")
                .contains("<li>Key: error.html</li>")
                .contains("<li>RequestId: ", "<li>HostId: ")
                .containsPattern("</ul>\n<hr/>\n</body>\n</html>\n$");
        website(site, b -> b.indexDocument(i -> i.suffix("index.html")));
        var plain = get(site, "/%3Cscript%3E");
        assertThat(plain.header("content-type")).contains("text/html; charset=utf-8");
        assertThat(plain.body()).contains("<li>Key: &lt;script&gt;</li>").doesNotContain("<script>", "Custom Error");
        assertThat(raw("HEAD", site, "/nothing").send().body()).isEmpty();
        assertThat(raw("HEAD", site, "/nothing").send().status()).isEqualTo(404);
        var noSite = get(bucket(true), "/");
        assertThat(noSite.status()).isEqualTo(404);
        assertThat(noSite.body()).contains("<li>Code: NoSuchWebsiteConfiguration</li>", "<li>BucketName: site-");
        var noBucket = get("no-such-bucket", "/");
        assertThat(noBucket.status()).isEqualTo(404);
        assertThat(noBucket.body()).contains("<li>Code: NoSuchBucket</li>", "<li>BucketName: no-such-bucket</li>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST", "DELETE", "PATCH"})
    void nothing_is_written_at_the_end_point_of_a_website_signed_or_not(String method) throws IOException {
        var site = site();
        for (boolean signed : List.of(false, true)) {
            var raw = raw(method, site, "/index.html").body("changed");
            var reply = (signed ? raw.sign() : raw).send();
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.body())
                    .contains(
                            "<li>Code: MethodNotAllowed</li>",
                            "<li>Method: " + method + "</li>",
                            "<li>ResourceType: OBJECT</li>");
        }
        assertThat(get(site, "/").body()).isEqualTo("<p>home</p>");
    }

    @Test
    void only_what_is_public_is_shown_whoever_signs() throws IOException {
        var name = own("site-" + ++buckets);
        s3.createBucket(b -> b.bucket(name));
        website(name, b -> b.indexDocument(i -> i.suffix("index.html")));
        put(name, "index.html", "secret");
        for (var raw : List.of(
                raw("GET", name, "/index.html"), raw("GET", name, "/index.html").sign())) {
            var reply = raw.send();
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.body()).contains("<h1>403 Forbidden</h1>", "<li>Code: AccessDenied</li>");
        }
        // A query means nothing here: neither a subresource nor a signature.
        assertThat(get(name, "/?acl").status()).isEqualTo(403);
        s3.putBucketOwnershipControls(b ->
                b.bucket(name).ownershipControls(c -> c.rules(r -> r.objectOwnership(ObjectOwnership.OBJECT_WRITER))));
        s3.deletePublicAccessBlock(b -> b.bucket(name));
        s3.putObjectAcl(b -> b.bucket(name).key("index.html").acl(ObjectCannedACL.PUBLIC_READ));
        assertThat(get(name, "/").body()).isEqualTo("secret");
        assertThat(get(name, "/?acl").body()).isEqualTo("secret");
        assertThat(get(name, "/nothing").status()).as("who may not list").isEqualTo(403);
    }

    @Test
    void what_needs_a_key_is_not_shown() throws IOException {
        var site = site();
        var key = kms.createKey().keyMetadata().arn();
        s3.putObject(
                b -> b.bucket(site)
                        .key("kms.html")
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(key),
                RequestBody.fromString("secret"));
        var kept = get(site, "/kms.html");
        assertThat(kept.status()).isIn(400, 403);
        assertThat(kept.body()).isEqualTo("<p>oops</p>");
        s3.putBucketEncryption(b -> b.bucket(site)
                .serverSideEncryptionConfiguration(c -> c.rules(
                        r -> r.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(ServerSideEncryption.AES256))
                                .blockedEncryptionTypes(t -> t.encryptionTypeWithStrings("NONE")))));
        var customer = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        s3.putObject(
                b -> b.bucket(site)
                        .key("own.html")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(Base64.getEncoder().encodeToString(customer))
                        .sseCustomerKeyMD5(md5(customer)),
                RequestBody.fromString("secret"));
        var own = get(site, "/own.html");
        assertThat(own.status()).isEqualTo(400);
        assertThat(own.header("x-amz-error-code")).contains("InvalidRequest");
        var withKey = raw("GET", site, "/own.html")
                .header("x-amz-server-side-encryption-customer-algorithm", "AES256")
                .header(
                        "x-amz-server-side-encryption-customer-key",
                        Base64.getEncoder().encodeToString(customer))
                .header("x-amz-server-side-encryption-customer-key-md5", md5(customer))
                .send();
        assertThat(withKey.status()).isEqualTo(400);
    }

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void all_requests_can_be_sent_elsewhere() throws IOException {
        var site = bucket(true);
        website(
                site,
                b -> b.redirectAllRequestsTo(r -> r.hostName("example.com").protocol(Protocol.HTTPS)));
        var reply = get(site, "/a%20b/c");
        assertThat(reply.status()).isEqualTo(301);
        assertThat(reply.header("location")).contains("https://example.com/a%20b/c");
        website(site, b -> b.redirectAllRequestsTo(r -> r.hostName("example.com")));
        assertThat(get(site, "/").header("location")).contains("http://example.com/");
    }

    @Test
    void an_object_sends_elsewhere() throws IOException {
        var site = site();
        for (var target : List.of("/index.html", "https://example.com/x")) {
            s3.putObject(
                    b -> b.bucket(site).key("moved").websiteRedirectLocation(target),
                    RequestBody.fromString("x".repeat(200_000)));
            for (var method : List.of("GET", "HEAD")) {
                var reply = raw(method, site, "/moved").send();
                assertThat(reply.status()).isEqualTo(301);
                assertThat(reply.header("location")).contains(target);
                assertThat(reply.body()).isEmpty();
            }
        }
        assertThat(get(site, "/").body()).isEqualTo("<p>home</p>");
    }

    @ParameterizedTest
    @CsvSource({
        // prefix, error, host, protocol, code, replace prefix, replace key, asked, status, location
        "docs/,,,,,documents/,,/docs/a,301,http://{host}/documents/a",
        "docs/,,,,302,documents/,,/docs/a,302,http://{host}/documents/a",
        "docs/,,example.com,https,,,,/docs/a,301,https://example.com/docs/a",
        "docs/,,,,,,page.html,/docs/a,301,http://{host}/page.html",
        ",404,example.com,,,report-404/,,/gone,301,http://example.com/report-404/gone",
        ",404,example.com,,307,,,/gone,307,http://example.com/gone",
        "a/,404,,,,b/,,/a/gone,301,http://{host}/b/gone",
        "a/,404,,,,b/,,/c/gone,404,",
        ",403,,,,,x,/gone,404,",
        ",,example.com,,,,,/,301,http://example.com/",
    })
    void rules_send_elsewhere(
            String prefix,
            Integer error,
            String host,
            String protocol,
            String code,
            String replacePrefix,
            String replaceKey,
            String asked,
            int status,
            String location)
            throws IOException {
        var site = site();
        var rule = RoutingRule.builder()
                .redirect(r -> r.hostName(host)
                        .protocol(protocol)
                        .httpRedirectCode(code)
                        .replaceKeyPrefixWith(replacePrefix)
                        .replaceKeyWith(replaceKey));
        if (prefix != null || error != null) {
            rule.condition(c -> c.keyPrefixEquals(prefix)
                    .httpErrorCodeReturnedEquals(error == null ? null : Integer.toString(error)));
        }
        website(site, b -> b.indexDocument(i -> i.suffix("index.html")).routingRules(rule.build()));
        var reply = get(site, asked);
        assertThat(reply.status()).isEqualTo(status);
        if (location != null) {
            assertThat(reply.header("location")).contains(location.replace("{host}", host(site)));
        }
    }

    @Test
    void the_first_rule_that_fits_counts() throws IOException {
        var site = site();
        website(
                site,
                b -> b.indexDocument(i -> i.suffix("index.html"))
                        .routingRules(
                                RoutingRule.builder()
                                        .condition(c -> c.httpErrorCodeReturnedEquals("404"))
                                        .redirect(r -> r.replaceKeyWith("first"))
                                        .build(),
                                RoutingRule.builder()
                                        .condition(c -> c.keyPrefixEquals("x/"))
                                        .redirect(r -> r.replaceKeyWith("second"))
                                        .build(),
                                RoutingRule.builder()
                                        .condition(c -> c.keyPrefixEquals("x/y"))
                                        .redirect(r -> r.replaceKeyWith("third"))
                                        .build()));
        assertThat(get(site, "/x/y").header("location").orElseThrow()).endsWith("/second");
        assertThat(get(site, "/gone").header("location").orElseThrow()).endsWith("/first");
        assertThat(get(site, "/").status()).isEqualTo(200);
    }

    @Test
    void a_location_is_one_header_whatever_the_key() throws IOException {
        var site = site();
        website(
                site,
                b -> b.indexDocument(i -> i.suffix("index.html"))
                        .routingRules(r -> r.redirect(to -> to.replaceKeyPrefixWith("p/"))));
        var reply = get(site, "/a%0d%0aset-cookie:%20x");
        assertThat(reply.status()).isEqualTo(301);
        assertThat(reply.header("set-cookie")).isEmpty();
        assertThat(reply.header("location").orElseThrow()).contains("%0D%0A");
    }

    @Test
    void scripts_of_other_origins_may_read_what_cors_allows() throws IOException {
        var site = site();
        s3.putBucketCors(b -> b.bucket(site)
                .corsConfiguration(
                        c -> c.corsRules(r -> r.allowedOrigins("https://app").allowedMethods("GET"))));
        assertThat(raw("GET", site, "/").header("origin", "https://app").send().header("access-control-allow-origin"))
                .contains("https://app");
        assertThat(raw("GET", site, "/").header("origin", "https://x").send().header("access-control-allow-origin"))
                .isEmpty();
    }

    @Test
    void a_text_is_no_longer_than_a_key_can_be() {
        var site = bucket(true);
        var longest = "i".repeat(1024);
        website(site, b -> b.indexDocument(i -> i.suffix(longest)).errorDocument(e -> e.key(longest)));
        assertThatThrownBy(() -> website(site, b -> b.indexDocument(i -> i.suffix(longest + "i"))))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo("InvalidArgument"));
    }
}
