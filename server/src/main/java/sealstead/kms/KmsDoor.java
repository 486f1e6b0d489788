package sealstead.kms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import sealstead.api.Pipeline;
import sealstead.auth.Authentication;
import sealstead.auth.Authenticator;
import sealstead.fault.Faults;
import sealstead.iam.Caller;
import sealstead.store.Room;
import sealstead.wire.Door;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// The KMS's door: JSON 1.1 over POST, the operation in `X-Amz-Target`.
public final class KmsDoor implements Door {
    private static final String TARGET = "TrentService.";
    private static final ObjectMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(Pipeline.MAX_BODY_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Pipeline pipeline = new Pipeline(new KmsWords());
    private final Authenticator authenticator;
    private final CryptoOperations crypto;
    private final KeyOperations keys;
    private final AliasOperations aliases;
    private final RotationOperations rotation;
    private final PolicyOperations policies;
    private final TagOperations tags;
    private final GrantOperations grants;
    private final GrantLists grantLists;
    private final Clock clock;
    private final KmsTrail trail;
    private final Room room;
    private final Faults faults;

    /// @param guard asked before a key's deletion is scheduled
    /// @param room is asked before something is made
    public KmsDoor(
            Authenticator authenticator, EmbeddedKms kms, DeletionGuard guard, Room room, Faults faults, Clock clock) {
        this.faults = faults;
        this.room = room;
        this.authenticator = authenticator;
        this.clock = clock;
        this.trail = kms.trail();
        this.grants = new GrantOperations(kms);
        this.grantLists = new GrantLists(kms);
        this.crypto = new CryptoOperations(kms);
        this.keys = new KeyOperations(kms, guard);
        this.aliases = new AliasOperations(kms);
        this.rotation = new RotationOperations(kms);
        this.policies = new PolicyOperations(kms);
        this.tags = new TagOperations(kms);
    }

    @Override
    public boolean isFor(Request request) {
        return request.headers()
                .first("x-amz-target")
                .filter(target -> target.startsWith(TARGET))
                .isPresent();
    }

    @Override
    public Reply handle(Request request) {
        return pipeline.answer(request, () -> answer(request));
    }

    private Reply answer(Request request) throws IOException {
        try {
            return called(request);
        } catch (KmsException refused) {
            throw refused.refusal();
        }
    }

    private Reply called(Request request) throws IOException {
        var body = pipeline.body(request);
        var authentication = authenticate(request, pipeline.query(request), body);
        var name = request.headers().first("x-amz-target").orElse("").substring(TARGET.length());
        var operation = KmsOperation.named(name).orElseThrow(KmsError.UNKNOWN_OPERATION::because);
        request.call().is(KmsWords.NAME, operation.wireName());
        FaultyKeyService.meet(faults, operation.wireName());
        if (!operation.isSupported()) {
            throw KmsError.unsupported("The operation " + operation.wireName() + " is not implemented.");
        }
        var facts = authentication.facts(request, clock.instant());
        var input = new KmsInput(facts, parse(body));
        var answer = pipeline.recorded(request, trail.of(operation, input), () -> {
            try {
                if (operation.needsRoom()) {
                    room.require(body.length);
                }
                return perform(operation, input);
            } catch (KmsException refused) {
                throw refused.refusal();
            }
        });
        return answer.isEmpty()
                ? Reply.of(200, KmsWords.TYPE, new byte[0])
                : Reply.of(200, KmsWords.TYPE, JSON.writeValueAsBytes(answer.get()));
    }

    private Authentication authenticate(Request request, Query query, byte[] body) {
        Authentication authentication;
        try {
            authentication = authenticator.service(request, query, KmsWords.NAME, body);
        } catch (Refusal refused) {
            throw KmsWords.unauthenticated(refused);
        }
        if (authentication.caller() instanceof Caller.Anonymous) {
            throw KmsError.MISSING_TOKEN.refusal();
        }
        return authentication;
    }

    private static JsonNode parse(byte[] body) throws IOException {
        try {
            var json = JSON.readTree(body);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException notJson) {
            // refused below, like anything that is not an object
        }
        throw KmsError.SERIALIZATION.because("The body is not a JSON object.");
    }

    private Optional<ObjectNode> perform(KmsOperation operation, KmsInput input) {
        return switch (operation) {
            case CREATE_KEY -> Optional.of(keys.createKey(input));
            case DESCRIBE_KEY -> Optional.of(keys.describeKey(input));
            case LIST_KEYS -> Optional.of(keys.listKeys(input));
            case ENABLE_KEY -> done(() -> keys.enableKey(input));
            case DISABLE_KEY -> done(() -> keys.disableKey(input));
            case SCHEDULE_KEY_DELETION -> Optional.of(keys.scheduleKeyDeletion(input));
            case CANCEL_KEY_DELETION -> Optional.of(keys.cancelKeyDeletion(input));
            case UPDATE_KEY_DESCRIPTION -> done(() -> keys.updateKeyDescription(input));
            case CREATE_ALIAS -> done(() -> aliases.createAlias(input));
            case UPDATE_ALIAS -> done(() -> aliases.updateAlias(input));
            case DELETE_ALIAS -> done(() -> aliases.deleteAlias(input));
            case LIST_ALIASES -> Optional.of(aliases.listAliases(input));
            case ENCRYPT -> Optional.of(crypto.encrypt(input));
            case DECRYPT -> Optional.of(crypto.decrypt(input));
            case RE_ENCRYPT -> Optional.of(crypto.reEncrypt(input));
            case GENERATE_DATA_KEY -> Optional.of(crypto.generateDataKey(input));
            case GENERATE_DATA_KEY_WITHOUT_PLAINTEXT -> Optional.of(crypto.generateDataKeyWithoutPlaintext(input));
            case GENERATE_RANDOM -> Optional.of(crypto.generateRandom(input));
            case ENABLE_KEY_ROTATION -> done(() -> rotation.enableKeyRotation(input));
            case DISABLE_KEY_ROTATION -> done(() -> rotation.disableKeyRotation(input));
            case GET_KEY_ROTATION_STATUS -> Optional.of(rotation.getKeyRotationStatus(input));
            case ROTATE_KEY_ON_DEMAND -> Optional.of(rotation.rotateKeyOnDemand(input));
            case LIST_KEY_ROTATIONS -> Optional.of(rotation.listKeyRotations(input));
            case PUT_KEY_POLICY -> done(() -> policies.putKeyPolicy(input));
            case GET_KEY_POLICY -> Optional.of(policies.getKeyPolicy(input));
            case LIST_KEY_POLICIES -> Optional.of(policies.listKeyPolicies(input));
            case CREATE_GRANT -> Optional.of(grants.createGrant(input));
            case LIST_GRANTS -> Optional.of(grantLists.listGrants(input));
            case LIST_RETIRABLE_GRANTS -> Optional.of(grantLists.listRetirableGrants(input));
            case RETIRE_GRANT -> done(() -> grants.retireGrant(input));
            case REVOKE_GRANT -> done(() -> grants.revokeGrant(input));
            case TAG_RESOURCE -> done(() -> tags.tagResource(input));
            case UNTAG_RESOURCE -> done(() -> tags.untagResource(input));
            case LIST_RESOURCE_TAGS -> Optional.of(tags.listResourceTags(input));
            default -> throw KmsError.unsupported("The operation " + operation.wireName() + " is not implemented.");
        };
    }

    private static Optional<ObjectNode> done(Runnable operation) {
        operation.run();
        return Optional.empty();
    }
}
