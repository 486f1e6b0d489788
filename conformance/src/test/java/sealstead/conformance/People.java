package sealstead.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.iam.AccessKeys;
import sealstead.iam.AttachedPolicies;
import sealstead.iam.Caller;
import sealstead.iam.Naming;
import sealstead.iam.User;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.server.SealsteadServer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/// Accounts, users and sessions of a test, and what they may.
final class People {
    private final LocalServer server;

    People(LocalServer server) {
        this.server = server;
    }

    /// Somebody with credentials.
    ///
    /// @param token empty for long-term keys
    record Person(LocalServer server, String account, String arn, String accessKeyId, String secret, String token) {
        Raw sign(Raw request) {
            if (!token.isEmpty()) {
                request.header("x-amz-security-token", token);
            }
            return request.accessKeyId(accessKeyId).secret(secret).sign();
        }

        StaticCredentialsProvider credentials() {
            AwsCredentials credentials = token.isEmpty()
                    ? AwsBasicCredentials.create(accessKeyId, secret)
                    : AwsSessionCredentials.create(accessKeyId, secret, token);
            return StaticCredentialsProvider.create(credentials);
        }

        S3Client s3() {
            return S3Client.builder()
                    .endpointOverride(server.endpoint())
                    .region(Region.of(LocalServer.REGION))
                    .credentialsProvider(credentials())
                    .overrideConfiguration(c -> c.executionInterceptors(Endpoint.interceptors()))
                    .build();
        }

        KmsClient kms() {
            return kms(LocalServer.REGION);
        }

        KmsClient kms(String region) {
            return KmsClient.builder()
                    .endpointOverride(server.endpoint())
                    .region(Region.of(region))
                    .credentialsProvider(credentials())
                    .build();
        }
    }

    private static String text(AccessKeys.AccessKey key) {
        return new String(key.secret().exposeBytes(), StandardCharsets.UTF_8);
    }

    private SealsteadServer sealstead() {
        return server.server();
    }

    /// The root of the first account.
    Person owner() {
        return new Person(
                server,
                LocalServer.ACCOUNT,
                "arn:aws:iam::" + LocalServer.ACCOUNT + ":root",
                LocalServer.ACCESS_KEY_ID,
                LocalServer.SECRET,
                "");
    }

    /// The root of a new account.
    Person account(String id) throws IOException {
        Endpoint.inside("a second account");
        var key = sealstead().accounts().create(Optional.of(id)).orElseThrow();
        return new Person(server, id, "arn:aws:iam::" + id + ":root", key.id(), text(key), "");
    }

    /// A new user with at most one policy.
    ///
    /// @param statements JSON objects, comma-separated; none if empty
    Person user(String account, String name, String statements) throws IOException {
        if (Endpoint.isGiven()) {
            return userByIam(account, Endpoint.own(name), statements);
        }
        var directory = sealstead().directory();
        var naming = new Naming(account, directory.ids().user(), "/", name, Instant.now(), new TreeMap<>());
        var user = new User(naming, permissions(statements), List.of(), List.of());
        if (!directory.users().create(user)) {
            throw new IllegalStateException(name + " is there already");
        }
        var key = directory.createKey(user, any -> {}).orElseThrow();
        var secret = new String(key.secret().exposeBytes(), StandardCharsets.UTF_8);
        return new Person(server, account, user.arn(), key.id(), secret, "");
    }

    private Person userByIam(String account, String name, String statements) {
        if (!account.equals(LocalServer.ACCOUNT)) {
            Endpoint.inside("a second account");
        }
        try (var iam = iam()) {
            var arn = iam.createUser(b -> b.userName(name)).user().arn();
            var key = iam.createAccessKey(b -> b.userName(name)).accessKey();
            var person = new Person(server, account, arn, key.accessKeyId(), key.secretAccessKey(), "");
            Endpoint.afterwards(() -> removeByIam(name));
            permitByIam(person, statements);
            return person;
        }
    }

    private void permitByIam(Person person, String statements) {
        try (var iam = iam()) {
            var name = name(person);
            if (statements.isEmpty()) {
                iam.listUserPolicies(b -> b.userName(name))
                        .policyNames()
                        .forEach(policy ->
                                iam.deleteUserPolicy(b -> b.userName(name).policyName(policy)));
            } else {
                iam.putUserPolicy(b -> b.userName(name).policyName("rights").policyDocument(policy(statements)));
            }
        }
    }

    private void removeByIam(String name) {
        try (var iam = iam()) {
            iam.listUserPolicies(b -> b.userName(name))
                    .policyNames()
                    .forEach(
                            policy -> iam.deleteUserPolicy(b -> b.userName(name).policyName(policy)));
            iam.listAccessKeys(b -> b.userName(name))
                    .accessKeyMetadata()
                    .forEach(key -> iam.deleteAccessKey(b -> b.userName(name).accessKeyId(key.accessKeyId())));
            iam.deleteUser(b -> b.userName(name));
        }
    }

    private IamClient iam() {
        return IamClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(LocalServer.credentials())
                .build();
    }

    private static String name(Person person) {
        return person.arn().substring(person.arn().lastIndexOf('/') + 1);
    }

    /// Gives a user other rights.
    void permit(Person person, String statements) throws IOException {
        if (Endpoint.isGiven()) {
            permitByIam(person, statements);
            return;
        }
        var directory = sealstead().directory();
        var user = directory.users().named(person.account(), name(person)).orElseThrow();
        directory.users().update(user.id(), now -> now.with(permissions(statements)));
    }

    private static AttachedPolicies permissions(String statements) {
        return statements.isEmpty()
                ? AttachedPolicies.NONE
                : AttachedPolicies.NONE.withInline(new NamedPolicy("rights", document(statements)));
    }

    private static PolicyDocument document(String statements) {
        try {
            return PolicyDocument.parse(policy(statements), PolicyDocument.Kind.IDENTITY);
        } catch (MalformedPolicyException mistake) {
            throw new IllegalArgumentException(mistake);
        }
    }

    /// A session of an account's root that has ended.
    Person expired(Person root) throws IOException {
        var caller = Caller.Principal.root(root.account(), root.accessKeyId());
        var issued = sealstead().sessions().ofCaller(caller, Duration.ofMinutes(-1));
        var key = issued.key();
        return new Person(server, root.account(), root.arn(), key.id(), text(key), issued.token());
    }

    static String policy(String statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}";
    }

    /// A statement of an identity policy.
    static String allow(String actions, String resource) {
        return allow(actions, resource, "{}");
    }

    /// @param actions comma-separated
    static String allow(String actions, String resource, String condition) {
        return "{\"Effect\":\"Allow\",\"Action\":[\"" + actions.replace(",", "\",\"") + "\"],\"Resource\":\"" + resource
                + "\",\"Condition\":" + condition + "}";
    }

    /// A statement of a bucket's or key's policy.
    ///
    /// @param effect `Allow` or `Deny`
    static String resource(String effect, String principal, String actions, String resource, String condition) {
        var who = principal.equals("*") ? "\"*\"" : "{\"AWS\":\"" + principal + "\"}";
        return "{\"Effect\":\"" + effect + "\",\"Principal\":" + who + ",\"Action\":[\""
                + actions.replace(",", "\",\"") + "\"],\"Resource\":[\"" + resource.replace(",", "\",\"")
                + "\"],\"Condition\":" + condition + "}";
    }
}
