package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.IamWorld.ALLOW_ALL;
import static sealstead.conformance.IamWorld.credentials;
import static sealstead.conformance.IamWorld.refused;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;

/// AssumeRoleWithWebIdentity against an issuer of our own: real HTTP, real keys.
@Inside("a server with settings of its own")
final class WebIdentityTest {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final KeyPair RSA = pair("RSA");
    private static final KeyPair EC = pair("EC");
    private static final KeyPair STRANGER = pair("RSA");
    private static final AtomicInteger FETCHES = new AtomicInteger();

    private static HttpServer issuer = web();
    private static final String URL = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/realm";
    private static final LocalServer SERVER = new LocalServer(Map.of(Setting.OIDC_TRUSTED_ISSUERS, URL));
    private static final IamWorld WORLD = new IamWorld(SERVER);
    private static String role = "";

    private static KeyPair pair(String algorithm) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static HttpServer web() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
            answer(
                    server,
                    "/realm/.well-known/openid-configuration",
                    "{\"issuer\":\"" + url + "\",\"jwks_uri\":\"" + url + "/keys\"}");
            answer(server, "/realm/keys", keys());
            server.start();
            return server;
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static void answer(HttpServer server, String path, String body) {
        server.createContext(path, exchange -> {
            FETCHES.incrementAndGet();
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
    }

    private static String keys() {
        var rsa = (RSAPublicKey) RSA.getPublic();
        var ec = (ECPublicKey) EC.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"rsa\",\"use\":\"sig\",\"n\":\"" + number(rsa.getModulus(), 256)
                + "\",\"e\":\"" + number(rsa.getPublicExponent(), 3) + "\"},{\"kty\":\"EC\",\"kid\":\"ec\",\"crv\":"
                + "\"P-256\",\"x\":\"" + number(ec.getW().getAffineX(), 32) + "\",\"y\":\""
                + number(ec.getW().getAffineY(), 32) + "\"}]}";
    }

    private static String number(BigInteger value, int bytes) {
        var raw = value.toByteArray();
        var out = new byte[bytes];
        int from = Math.max(0, raw.length - bytes);
        System.arraycopy(raw, from, out, bytes - (raw.length - from), raw.length - from);
        return BASE64.encodeToString(out);
    }

    @BeforeAll
    static void register() {
        var name = URL.substring("http://".length());
        WORLD.asRoot(iam -> {
            var provider = iam.createOpenIDConnectProvider(
                            request -> request.url(URL).clientIDList("app").thumbprintList("a".repeat(40)))
                    .openIDConnectProviderArn();
            assertThat(provider).isEqualTo("arn:aws:iam::" + LocalServer.ACCOUNT + ":oidc-provider/" + name);
            role = iam.createRole(request -> request.roleName("web")
                            .assumeRolePolicyDocument(
                                    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                                            + "\"Principal\":{\"Federated\":\"" + provider
                                            + "\"},\"Action\":\"sts:AssumeRoleWithWebIdentity\",\"Condition\":{\"StringEquals\":{\""
                                            + name + ":sub\":\"anna\",\"" + name + ":aud\":\"app\"}}}]}"))
                    .role()
                    .arn();
            iam.putRolePolicy(
                    request -> request.roleName("web").policyName("all").policyDocument(ALLOW_ALL));
        });
    }

    @AfterAll
    static void stop() throws IOException {
        SERVER.close();
        issuer.stop(0);
    }

    private static String claims(String issuer, String subject, String audience, long expires) {
        long now = SERVER.clock().instant().getEpochSecond();
        return "{\"iss\":\"" + issuer + "\",\"sub\":\"" + subject + "\",\"aud\":\"" + audience + "\",\"iat\":" + now
                + ",\"exp\":" + expires + "}";
    }

    private static String good() {
        return claims(URL, "anna", "app", soon());
    }

    private static long soon() {
        return SERVER.clock().instant().plusSeconds(600).getEpochSecond();
    }

    private static String unsigned(String header, String claims) {
        return BASE64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + BASE64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    }

    private static String rsa(KeyPair pair, String keyId, String claims) throws Exception {
        var text = unsigned("{\"alg\":\"RS256\",\"kid\":\"" + keyId + "\"}", claims);
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + BASE64.encodeToString(signature.sign());
    }

    private static String ec(String claims) throws Exception {
        var text = unsigned("{\"alg\":\"ES256\",\"kid\":\"ec\"}", claims);
        var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(EC.getPrivate());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + BASE64.encodeToString(signature.sign());
    }

    private static AssumeRoleWithWebIdentityResponse assume(String roleArn, String token) {
        try (var sts = StsClient.builder()
                .endpointOverride(SERVER.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            return sts.assumeRoleWithWebIdentity(
                    request -> request.roleArn(roleArn).roleSessionName("web").webIdentityToken(token));
        }
    }

    private static void invalid(String token) {
        assertThat(refused(() -> assume(role, token)).awsErrorDetails().errorCode())
                .isEqualTo("InvalidIdentityToken");
    }

    @Test
    void a_token_of_a_registered_issuer_opens_the_role_by_either_kind_of_key() throws Exception {
        for (var token : new String[] {rsa(RSA, "rsa", good()), ec(good())}) {
            var answer = assume(role, token);
            assertThat(answer.subjectFromWebIdentityToken()).isEqualTo("anna");
            assertThat(answer.audience()).isEqualTo("app");
            try (var sts = WORLD.sts(credentials(answer.credentials()))) {
                assertThat(sts.getCallerIdentity().arn())
                        .isEqualTo("arn:aws:sts::" + LocalServer.ACCOUNT + ":assumed-role/web/web");
            }
        }
    }

    @Test
    void an_rsa_public_key_is_no_hmac_secret_and_none_is_no_algorithm() throws Exception {
        var text = unsigned("{\"alg\":\"HS256\",\"kid\":\"rsa\"}", good());
        var pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(RSA.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        for (var secret : new byte[][] {RSA.getPublic().getEncoded(), pem.getBytes(StandardCharsets.US_ASCII)}) {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            invalid(text + "." + BASE64.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII))));
        }
        invalid(unsigned("{\"alg\":\"none\",\"kid\":\"rsa\"}", good()) + ".");
        invalid(unsigned("{\"alg\":\"none\"}", good()) + ".");
        var asEc = rsa(RSA, "ec", good());
        invalid(asEc);
    }

    @Test
    void a_stranger_s_signature_an_unknown_key_and_changed_claims_are_refused() throws Exception {
        invalid(rsa(STRANGER, "rsa", good()));
        var before = FETCHES.get();
        invalid(rsa(RSA, "unknown", good()));
        invalid(rsa(RSA, "unknown-too", good()));
        assertThat(FETCHES.get() - before).isLessThanOrEqualTo(4);
        var parts = rsa(RSA, "rsa", claims(URL, "mallory", "app", soon())).split("\\.", -1);
        invalid(parts[0] + "." + BASE64.encodeToString(good().getBytes(StandardCharsets.UTF_8)) + "." + parts[2]);
        invalid("no-token-at-all");
        var zeros = unsigned("{\"alg\":\"ES256\",\"kid\":\"ec\"}", good()) + "." + BASE64.encodeToString(new byte[64]);
        invalid(zeros);
    }

    @Test
    void audience_time_and_subject_are_checked() throws Exception {
        var elsewhere = rsa(RSA, "rsa", claims(URL, "anna", "other-app", soon()));
        refused(400, "InvalidIdentityToken", "Incorrect token audience", () -> assume(role, elsewhere));
        var past = SERVER.clock().instant().minusSeconds(5).getEpochSecond();
        var expired = rsa(RSA, "rsa", claims(URL, "anna", "app", past));
        assertThat(refused(() -> assume(role, expired)).awsErrorDetails().errorCode())
                .isEqualTo("ExpiredTokenException");
        var later = rsa(RSA, "rsa", good().replace("}", ",\"nbf\":" + (soon() - 60) + "}"));
        invalid(later);
        var somebody = rsa(RSA, "rsa", claims(URL, "berta", "app", soon()));
        refused(
                403,
                "AccessDenied",
                "Not authorized to perform sts:AssumeRoleWithWebIdentity",
                () -> assume(role, somebody));
        var anna = rsa(RSA, "rsa", good());
        refused(
                403,
                "AccessDenied",
                "Not authorized to perform sts:AssumeRoleWithWebIdentity",
                () -> assume(role + "-that-is-not-there", anna));
    }

    @Test
    void an_issuer_that_nobody_registered_is_never_asked() throws Exception {
        var before = FETCHES.get();
        var other = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/other";
        invalid(rsa(RSA, "rsa", claims(other, "anna", "app", soon())));
        invalid(rsa(RSA, "rsa", claims(URL.replace("http:", "https:"), "anna", "app", soon())));
        assertThat(FETCHES.get()).isEqualTo(before);
    }

    @Test
    void an_issuer_at_a_private_address_is_never_asked() throws Exception {
        var before = FETCHES.get();
        for (var host : new String[] {
            "localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0x7f000001", "169.254.169.254", "10.0.0.1"
        }) {
            var url = "https://" + host + ":" + issuer.getAddress().getPort() + "/elsewhere";
            WORLD.asRoot(iam -> iam.createOpenIDConnectProvider(
                    request -> request.url(url).clientIDList("app").thumbprintList("a".repeat(40))));
            var token = rsa(RSA, "rsa", claims(url, "anna", "app", soon()));
            assertThat(refused(() -> assume(role, token)).awsErrorDetails().errorCode())
                    .isEqualTo("IDPCommunicationError");
        }
        assertThat(FETCHES.get()).isEqualTo(before);
    }

    @Test
    void keys_are_fetched_once_and_kept() throws Exception {
        assume(role, rsa(RSA, "rsa", good()));
        var before = FETCHES.get();
        for (int i = 0; i < 5; i++) {
            assume(role, rsa(RSA, "rsa", good()));
        }
        assertThat(FETCHES.get()).isEqualTo(before);
    }
}
