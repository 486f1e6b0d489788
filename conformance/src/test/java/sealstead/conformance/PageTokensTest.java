package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.IamWorld.ROOT;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.s3.S3Client;

/// Tokens and markers of pages are made here and nowhere else, and each is good for its own listing.
@SuppressWarnings("NullAway.Init")
final class PageTokensTest {
    private static final String ACCOUNT = LocalServer.ACCOUNT;
    private static final String OTHER = "444455556666";

    @Server
    private LocalServer server;

    private S3Client s3;
    private S3Client theirs;
    private KmsClient kms;
    private IamClient iam;
    private People.Person other;
    private final List<String> keys = new ArrayList<>();

    /// A listing, asked with a token for its page or an empty one for the first; answers the next token.
    private record Listing(String code, String message, Function<String, String> ask) {}

    private final Map<String, Listing> listings = new TreeMap<>();

    @BeforeEach
    void start() throws IOException {
        other = new People(server).account(OTHER);
        theirs = other.s3();
        connect();
        for (var bucket : List.of("pa-one", "pa-two", "pb-three")) {
            s3.createBucket(b -> b.bucket(bucket));
        }
        for (var bucket : List.of("pa-one", "pa-two")) {
            for (var key : List.of("p/a", "p/b", "p/c", "px", "q/a")) {
                s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("x"));
            }
        }
        theirs.createBucket(b -> b.bucket("pc-theirs"));
        theirs.createBucket(b -> b.bucket("pd-theirs"));
        for (int i = 0; i < 3; i++) {
            keys.add(kms.createKey(b -> b.tags(
                            Tag.builder().tagKey("a").tagValue("1").build(),
                            Tag.builder().tagKey("b").tagValue("2").build()))
                    .keyMetadata()
                    .keyId());
            int number = i;
            kms.createAlias(b -> b.aliasName("alias/n" + number).targetKeyId(keys.getFirst()));
            for (var id : keys) {
                kms.createGrant(b -> b.keyId(id)
                        .granteePrincipal("arn:aws:iam::" + ACCOUNT + ":root")
                        .retiringPrincipal("arn:aws:iam::" + ACCOUNT + ":root")
                        .operations(List.copyOf(GrantOperation.knownValues()).get(number)));
            }
            iam.createUser(b -> b.userName("u" + number));
            iam.createUser(b -> b.userName("t" + number).path("/team/"));
            iam.createGroup(b -> b.groupName("g" + number));
        }
        describe();
    }

    private void connect() {
        s3 = server.s3();
        kms = server.kms();
        iam = new IamWorld(server).iam(ROOT);
    }

    private void s3(String name, Function<String, String> ask) {
        listings.put(name, new Listing("InvalidArgument", "The continuation token provided is incorrect", ask));
    }

    private void kms(String name, Function<String, String> ask) {
        listings.put(name, new Listing("InvalidMarkerException", "Could not deserialize marker", ask));
    }

    private void iam(String name, Function<String, String> ask) {
        listings.put(name, new Listing("ValidationError", "Invalid Marker.", ask));
    }

    private static @Nullable String orNull(String token) {
        return token.isEmpty() ? null : token;
    }

    private static String token(@Nullable String given) {
        return given == null ? "" : given;
    }

    private void describe() {
        for (var bucket : List.of("pa-one", "pa-two")) {
            for (var prefix : List.of("", "p", "p/")) {
                for (var delimiter : List.of("", "/")) {
                    s3(
                            "objects " + bucket + " " + prefix + " " + delimiter,
                            token -> token(s3.listObjectsV2(b -> b.bucket(bucket)
                                            .prefix(prefix)
                                            .delimiter(delimiter)
                                            .maxKeys(1)
                                            .continuationToken(orNull(token)))
                                    .nextContinuationToken()));
                }
            }
        }
        for (var prefix : List.of("", "pa")) {
            s3(
                    "buckets " + prefix,
                    token -> token(
                            s3.listBuckets(b -> b.prefix(prefix).maxBuckets(1).continuationToken(orNull(token)))
                                    .continuationToken()));
        }
        s3(
                "buckets region",
                token -> token(s3.listBuckets(
                                b -> b.bucketRegion("us-east-1").maxBuckets(1).continuationToken(orNull(token)))
                        .continuationToken()));
        s3(
                "buckets theirs",
                token -> token(theirs.listBuckets(b -> b.maxBuckets(1).continuationToken(orNull(token)))
                        .continuationToken()));
        kms(
                "keys",
                token -> token(
                        kms.listKeys(b -> b.limit(1).marker(orNull(token))).nextMarker()));
        kms(
                "aliases",
                token -> token(
                        kms.listAliases(b -> b.limit(1).marker(orNull(token))).nextMarker()));
        kms(
                "aliases key",
                token -> token(
                        kms.listAliases(b -> b.keyId(keys.getFirst()).limit(1).marker(orNull(token)))
                                .nextMarker()));
        for (var key : List.of(0, 1)) {
            kms(
                    "tags " + key,
                    token -> token(kms.listResourceTags(
                                    b -> b.keyId(keys.get(key)).limit(1).marker(orNull(token)))
                            .nextMarker()));
            kms(
                    "grants " + key,
                    token -> token(
                            kms.listGrants(b -> b.keyId(keys.get(key)).limit(1).marker(orNull(token)))
                                    .nextMarker()));
        }
        kms(
                "retirable",
                token -> token(kms.listRetirableGrants(b -> b.retiringPrincipal("arn:aws:iam::" + ACCOUNT + ":root")
                                .limit(1)
                                .marker(orNull(token)))
                        .nextMarker()));
        iam(
                "users",
                token -> token(
                        iam.listUsers(b -> b.maxItems(1).marker(orNull(token))).marker()));
        iam(
                "users team",
                token -> token(
                        iam.listUsers(b -> b.pathPrefix("/team/").maxItems(1).marker(orNull(token)))
                                .marker()));
        iam(
                "groups",
                token -> token(
                        iam.listGroups(b -> b.maxItems(1).marker(orNull(token))).marker()));
        iam(
                "details",
                token -> token(
                        iam.getAccountAuthorizationDetails(b -> b.maxItems(1).marker(orNull(token)))
                                .marker()));
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        theirs.close();
        kms.close();
        iam.close();
    }

    private static void assertRefused(Listing listing, String as, String token) {
        assertThatThrownBy(() -> listing.ask().apply(token))
                .as("%s with %s", as, token)
                .isInstanceOfSatisfying(AwsServiceException.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(400);
                    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(listing.code());
                    assertThat(refused.awsErrorDetails().errorMessage()).startsWith(listing.message());
                });
    }

    @Test
    void a_token_goes_on_with_its_own_listing_and_after_a_restart_too() throws IOException {
        var tokens = new TreeMap<String, String>();
        listings.forEach((name, listing) -> tokens.put(name, listing.ask().apply("")));
        assertThat(tokens.values()).noneMatch(String::isEmpty);
        assertThat(tokens.values()).doesNotHaveDuplicates();
        s3.close();
        kms.close();
        iam.close();
        theirs.close();
        server.restart();
        connect();
        theirs = other.s3();
        listings.forEach((name, listing) -> tokens.forEach((of, token) -> {
            if (of.equals(name)) {
                assertThat(listing.ask().apply(token)).as(name).isNotEqualTo(token);
            } else {
                assertRefused(listing, name + " with that of " + of, token);
            }
        }));
    }

    @Test
    void nobody_makes_up_a_token() {
        listings.forEach((name, listing) -> {
            var good = listing.ask().apply("");
            var made = Base64.getUrlEncoder().withoutPadding().encodeToString("p/a".getBytes(StandardCharsets.UTF_8));
            for (var forged : List.of(
                    "x",
                    "p/a",
                    made,
                    good + "AAAA",
                    good.substring(4),
                    good + "=",
                    good.toLowerCase(java.util.Locale.ROOT))) {
                assertRefused(listing, name, forged);
            }
            var bytes = Base64.getUrlDecoder().decode(good);
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] ^= 1;
                assertRefused(
                        listing, name, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
                bytes[at] ^= 1;
            }
        });
    }
}
