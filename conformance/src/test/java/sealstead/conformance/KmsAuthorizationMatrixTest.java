package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import sealstead.conformance.People.Person;
import sealstead.kms.KmsOperation;

/// Every operation of the KMS, tried by everybody who must not (CVE-2026-40344). A new one fails here until it is
/// added.
@SuppressWarnings("NullAway.Init")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KmsAuthorizationMatrixTest {
    /// About the asker's own account, where its root may do everything.
    private static final Set<KmsOperation> OF_ACCOUNTS = EnumSet.of(
            KmsOperation.CREATE_KEY,
            KmsOperation.LIST_KEYS,
            KmsOperation.LIST_ALIASES,
            KmsOperation.GENERATE_RANDOM,
            KmsOperation.LIST_RETIRABLE_GRANTS);
    /// Aliases are named in the asker's account, which has none of this name.
    private static final Set<KmsOperation> OF_ALIASES =
            EnumSet.of(KmsOperation.UPDATE_ALIAS, KmsOperation.DELETE_ALIAS);

    @Server
    private static LocalServer server;

    private static Person owner;
    private static String key;
    private static Map<KmsOperation, String> bodies;
    private static List<Asker> strangers;

    /// Somebody who must not, and how that is answered.
    record Asker(String name, Person person, boolean signs, String code) {}

    @BeforeAll
    static void start() throws IOException {
        var people = new People(server);
        owner = people.owner();
        var nobody = people.user(LocalServer.ACCOUNT, "nobody", "");
        var other = people.account("444455556666");
        var forger = new Person(server, owner.account(), owner.arn(), owner.accessKeyId(), "not-the-secret", "");
        strangers = List.of(
                new Asker("user without rights", nobody, true, "AccessDeniedException"),
                new Asker("other account", other, true, "AccessDeniedException"),
                new Asker("anonymous", nobody, false, "MissingAuthenticationTokenException"),
                new Asker("expired session", people.expired(owner), true, "ExpiredTokenException"),
                new Asker("wrong signature", forger, true, "InvalidSignatureException"));
        try (var kms = server.kms()) {
            key = kms.createKey().keyMetadata().arn();
            kms.createAlias(b -> b.aliasName("alias/mine").targetKeyId(key.substring(key.indexOf('/') + 1)));
            var grant = kms.createGrant(b -> b.keyId(key)
                    .granteePrincipal(owner.arn())
                    .operations(software.amazon.awssdk.services.kms.model.GrantOperation.ENCRYPT));
            var sealed = kms.encrypt(
                            b -> b.keyId(key).plaintext(software.amazon.awssdk.core.SdkBytes.fromUtf8String("x")))
                    .ciphertextBlob();
            bodies = bodies(grant.grantId(), java.util.Base64.getEncoder().encodeToString(sealed.asByteArray()));
        }
    }

    private static Map<KmsOperation, String> bodies(String grant, String sealed) {
        var all = new EnumMap<KmsOperation, String>(KmsOperation.class);
        for (var operation : KmsOperation.values()) {
            var more = switch (operation) {
                case CREATE_ALIAS -> "'AliasName':'alias/new','TargetKeyId':KEY";
                case UPDATE_ALIAS -> "'AliasName':'alias/mine','TargetKeyId':KEY";
                case DELETE_ALIAS -> "'AliasName':'alias/mine'";
                case CREATE_GRANT -> "'KeyId':KEY,'GranteePrincipal':'" + owner.arn() + "','Operations':['Decrypt']";
                case REVOKE_GRANT, RETIRE_GRANT -> "'KeyId':KEY,'GrantId':'" + grant + "'";
                case LIST_RETIRABLE_GRANTS -> "'RetiringPrincipal':'" + owner.arn() + "'";
                case CREATE_KEY, LIST_KEYS, LIST_ALIASES -> "";
                case GENERATE_RANDOM -> "'NumberOfBytes':8";
                case DECRYPT -> "'CiphertextBlob':'" + sealed + "'";
                case RE_ENCRYPT -> "'CiphertextBlob':'" + sealed + "','DestinationKeyId':KEY";
                case ENCRYPT -> "'KeyId':KEY,'Plaintext':'eA=='";
                case GENERATE_DATA_KEY, GENERATE_DATA_KEY_WITHOUT_PLAINTEXT -> "'KeyId':KEY,'KeySpec':'AES_256'";
                case PUT_KEY_POLICY ->
                    "'KeyId':KEY,'Policy':'"
                            + People.policy(People.resource("Allow", owner.arn(), "kms:*", "*", "{}"))
                                    .replace("\"", "\\\"")
                            + "'";
                case TAG_RESOURCE -> "'KeyId':KEY,'Tags':[{'TagKey':'a','TagValue':'b'}]";
                case UNTAG_RESOURCE -> "'KeyId':KEY,'TagKeys':['a']";
                case UPDATE_KEY_DESCRIPTION -> "'KeyId':KEY,'Description':'d'";
                case CANCEL_KEY_DELETION,
                        SCHEDULE_KEY_DELETION,
                        DESCRIBE_KEY,
                        DISABLE_KEY,
                        ENABLE_KEY,
                        DISABLE_KEY_ROTATION,
                        ENABLE_KEY_ROTATION,
                        GET_KEY_POLICY,
                        GET_KEY_ROTATION_STATUS,
                        LIST_GRANTS,
                        LIST_KEY_POLICIES,
                        LIST_KEY_ROTATIONS,
                        LIST_RESOURCE_TAGS,
                        ROTATE_KEY_ON_DEMAND -> "'KeyId':KEY";
                default -> null;
            };
            if (more != null) {
                all.put(operation, "{" + more.replace("KEY", "'" + key + "'").replace('\'', '"') + "}");
            }
        }
        return all;
    }

    private static String ask(Asker asker, KmsOperation operation) throws IOException {
        var raw = Raw.request(server.endpoint(), "POST", "/")
                .service("kms")
                .header("content-type", "application/x-amz-json-1.1")
                .header("x-amz-target", "TrentService." + operation.wireName())
                .body(bodies.getOrDefault(operation, ""));
        var reply = asker.signs() ? asker.person().sign(raw).send() : raw.send();
        return reply.status() + " " + reply.body();
    }

    @Test
    @Order(1)
    void every_supported_operation_is_tried() {
        assertThat(bodies.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(KmsOperation.values())
                        .filter(KmsOperation::isSupported)
                        .collect(Collectors.toSet()));
    }

    @Test
    @Order(2)
    void whoever_may_not_is_refused_and_nothing_is_changed() throws IOException {
        var before = everythingReadable();
        var wrong = new ArrayList<String>();
        for (var operation : bodies.keySet()) {
            for (var asker : strangers) {
                var seen = ask(asker, operation);
                if (!seen.startsWith(expected(operation, asker))) {
                    wrong.add(operation.wireName() + " by " + asker.name() + ": " + seen);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(everythingReadable()).isEqualTo(before);
    }

    private static String expected(KmsOperation operation, Asker asker) {
        boolean otherRoot = asker.name().equals("other account");
        if (otherRoot && OF_ACCOUNTS.contains(operation)) {
            return "200 ";
        }
        var code = otherRoot && OF_ALIASES.contains(operation) ? "NotFoundException" : asker.code();
        return "400 {\"__type\":\"" + code + "\"";
    }

    private static Map<KmsOperation, String> everythingReadable() throws IOException {
        var seen = new TreeMap<KmsOperation, String>();
        for (var operation : bodies.keySet()) {
            var name = operation.wireName();
            if (name.startsWith("Get") || name.startsWith("List") || name.startsWith("Describe")) {
                seen.put(operation, ask(new Asker("owner", owner, true, ""), operation));
            }
        }
        return seen;
    }

    @Test
    @Order(3)
    void the_owner_may() throws IOException {
        var wrong = new ArrayList<String>();
        for (var operation : bodies.keySet()) {
            var seen = ask(new Asker("owner", owner, true, ""), operation);
            if (seen.startsWith("5") || seen.contains("AccessDenied") || seen.contains("Serialization")) {
                wrong.add(operation.wireName() + ": " + seen);
            }
        }
        assertThat(wrong).isEmpty();
    }
}
