package sealstead.iam;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.crypto.SecretBytes;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.iam.policy.PrincipalName;
import sealstead.store.Bytes;

final class IamGoldenTest implements GoldenRecords {
    private static final Instant TIME = Instant.ofEpochMilli(1_795_000_000_123L);
    private static final String ACCOUNT = "111122223333";
    private static final String ALLOW =
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}}";
    private static final String TRUST = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
            + "\"Principal\":{\"AWS\":\"*\"},\"Action\":\"sts:AssumeRole\"}}";

    private static SecretBytes secret(String text) {
        return SecretBytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static NamedPolicy policy(String name) {
        return new NamedPolicy(name, CommonFields.parse(ALLOW, PolicyDocument.Kind.IDENTITY));
    }

    private static Naming naming(String id) {
        return new Naming(ACCOUNT, id, "/path/", "name-of-" + id, TIME, new TreeMap<>(Map.of("team", "ice")));
    }

    private static AttachedPolicies policies() {
        return new AttachedPolicies(
                new TreeMap<>(Map.of("inline", policy("inline"))), List.of("ANPA1", "ANPA2"), Optional.of("ANPA3"));
    }

    private static <T> GoldenRecord<T> entity(String message, T value, Entities.Format<T> format) {
        return GoldenRecord.of(message, value, format::write, format::read);
    }

    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(
                GoldenRecord.of(
                        "account",
                        new Account(
                                ACCOUNT,
                                TIME,
                                List.of(new Account.RootAccessKey(
                                        "AKIAROOT", secret("root-secret"), TIME.plusSeconds(1))),
                                "an-alias",
                                List.of(new Account.ServiceControl(2, policy("limit")))),
                        AccountRecord::write,
                        AccountRecord::read),
                GoldenRecord.of("first-account", ACCOUNT, Accounts::writeFirst, Accounts::readFirst),
                entity(
                        "user",
                        new User(
                                naming("AIDA1"),
                                policies(),
                                List.of("AGPA1", "AGPA2"),
                                List.of(new User.Key("AKIA1", secret("user-secret"), true, TIME.plusSeconds(2)))),
                        new UserRecord()),
                entity("group", new UserGroup(naming("AGPA1"), policies()), new UserGroupRecord()),
                entity(
                        "role",
                        new Role(
                                naming("AROA1"),
                                policies(),
                                new NamedPolicy(
                                        Role.TRUST_POLICY, CommonFields.parse(TRUST, PolicyDocument.Kind.TRUST)),
                                "a description",
                                7200),
                        new RoleRecord()),
                entity(
                        "managed-policy",
                        new ManagedPolicy(
                                naming("ANPA1"),
                                "a description",
                                List.of(new ManagedPolicy.PolicyVersion(
                                        3,
                                        CommonFields.parse(ALLOW, PolicyDocument.Kind.IDENTITY),
                                        TIME.plusSeconds(3))),
                                3,
                                4,
                                TIME.plusSeconds(4)),
                        new ManagedPolicyRecord()),
                entity(
                        "oidc-provider",
                        new OidcProvider(naming("issuer.example"), List.of("client-1", "client-2"), List.of("ab12")),
                        new OidcProviderRecord()),
                GoldenRecord.of(
                        "last-use", new LastUse.LatestUse(TIME, "s3", "eu-central-1"), LastUse::write, LastUse::read),
                GoldenRecord.of(
                        "access-key", new KeyIndex.Owner(ACCOUNT, "AIDA1", TIME), KeyIndex::write, KeyIndex::read),
                GoldenRecord.of("name", new Names.Claim("AIDA1", TIME), Names::write, Names::read),
                GoldenRecord.of("session-token", session(), SessionToken::toBytes, SessionToken::read),
                GoldenRecord.of(
                        "bucket-session",
                        new BucketSessions.Said(
                                "ASIA1",
                                secret("session-secret"),
                                new BucketSession(
                                        "frozen--euc1-az1--x-s3", "a1a2a3a4a5a6a7a8", true, "aws:kms", "arn:key", TIME),
                                "AKIA1",
                                "AIDA1",
                                Optional.of(Bytes.utf8("what a session token says"))),
                        BucketSessions::write,
                        BucketSessions::read));
    }

    private static SessionToken session() {
        return new SessionToken(
                "ASIA2",
                secret("temporary-secret"),
                PrincipalName.Kind.ROLE_SESSION,
                ACCOUNT,
                "AROA1",
                "session",
                TIME,
                TIME.plusSeconds(3600),
                true,
                List.of(policy("session policy")),
                List.of("ANPA1"),
                new TreeMap<>(Map.of("team", "ice")),
                List.of("team"),
                "source",
                true,
                "arn:aws:iam::111122223333:oidc-provider/issuer.example");
    }
}
