package sealstead.kms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.auth.Authenticator;
import sealstead.auth.RequestTime;
import sealstead.fault.Faults;
import sealstead.iam.Caller;
import sealstead.store.Room;
import sealstead.store.StoreUnavailableException;
import sealstead.wire.Door;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// The KMS's door: JSON 1.1 over POST, the operation in `X-Amz-Target`.
public final class KmsDoor implements Door {
    static final String API = "kms";
    private static final Logger LOG = LoggerFactory.getLogger(KmsDoor.class);
    private static final String TARGET = "TrentService.";
    private static final String TYPE = "application/x-amz-json-1.1";
    private static final String INTERNAL = "KMSInternalException";
    private static final String INTERNAL_MESSAGE = "The request was rejected because of an internal error.";
    private static final int MAX_BODY_BYTES = 256 * 1024;
    private static final ObjectMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(MAX_BODY_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

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
        request.call().is(API, "");
        Reply reply;
        try {
            reply = answer(request);
        } catch (KmsException refused) {
            request.call().failed(refused.code());
            reply = error(refused.status(), refused.code(), refused.message());
        } catch (Refusal busy) {
            request.call().failed(busy.code());
            reply = busy.status() == 503
                    ? error(
                            503,
                            KmsError.UNAVAILABLE.because().code(),
                            KmsError.UNAVAILABLE.because().message())
                    : unauthenticated(busy);
        } catch (IOException | RuntimeException | Error unexpected) {
            if (StoreUnavailableException.isCauseOf(unexpected)) {
                LOG.warn("request {}: {}", request.id(), unexpected.toString());
                return error(
                                503,
                                "ServiceUnavailable",
                                "The request has failed due to a temporary failure of the server.")
                        .with("retry-after", "1")
                        .with("x-amzn-requestid", request.id());
            }
            LOG.error("request {}", request.id(), unexpected);
            request.call().failed(INTERNAL);
            reply = error(500, INTERNAL, INTERNAL_MESSAGE);
        }
        return reply.with("x-amzn-requestid", request.id());
    }

    private Reply answer(Request request) throws IOException {
        var body = request.body().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw KmsError.ENTITY_TOO_LARGE.because();
        }
        var query = Query.parse(request.rawQuery())
                .orElseThrow(() -> KmsError.SERIALIZATION.because("The query is malformed."));
        var authentication = authenticator.service(request, query, "kms", body);
        if (authentication.caller() instanceof Caller.Anonymous) {
            throw KmsError.MISSING_TOKEN.because();
        }
        var name = request.headers().first("x-amz-target").orElse("").substring(TARGET.length());
        var operation = KmsOperation.named(name).orElseThrow(() -> KmsError.UNKNOWN_OPERATION.because());
        request.call().is(API, operation.wireName());
        FaultyKeyService.meet(faults, operation.wireName());
        if (!operation.isSupported()) {
            throw KmsError.unsupported("The operation " + operation.wireName() + " is not implemented.");
        }
        var facts = authentication.facts(request, clock.instant());
        var json = parse(body);
        trail.admit();
        var input = new KmsInput(facts, json);
        Optional<ObjectNode> answer;
        try {
            if (operation.needsRoom()) {
                room.require(body.length);
            }
            answer = perform(operation, input);
        } catch (KmsException refusal) {
            trail.called(operation, input, Optional.empty(), Optional.of(refusal));
            throw refusal;
        } catch (IOException | RuntimeException | Error unexpected) {
            // What broke may have broken behind the change.
            var failure = StoreUnavailableException.isCauseOf(unexpected)
                    ? KmsError.UNAVAILABLE.because()
                    : KmsError.INTERNAL.because();
            trail.called(operation, input, Optional.empty(), Optional.of(failure));
            throw unexpected;
        }
        trail.called(operation, input, answer, Optional.empty());
        return answer.isEmpty()
                ? Reply.of(200, TYPE, new byte[0])
                : Reply.of(200, TYPE, JSON.writeValueAsBytes(answer.get()));
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

    /// A signature refusal in the KMS's own names.
    private static Reply unauthenticated(Refusal refusal) {
        var code = switch (refusal.code()) {
            case "SignatureDoesNotMatch", "RequestTimeTooSkewed" -> "InvalidSignatureException";
            case "InvalidAccessKeyId", "InvalidToken" -> "UnrecognizedClientException";
            case "MissingAuthenticationToken" -> "MissingAuthenticationTokenException";
            case "AuthorizationHeaderMalformed", "InvalidRequest" -> "IncompleteSignatureException";
            case "ExpiredToken" -> "ExpiredTokenException";
            default -> refusal.code();
        };
        var message = code.equals("UnrecognizedClientException")
                ? "The security token included in the request is invalid."
                : refusal.code().equals("RequestTimeTooSkewed") ? RequestTime.skewMessage(refusal) : refusal.message();
        return error(400, code, message);
    }

    private static Reply error(int status, String code, String message) {
        var body = JsonNodeFactory.instance.objectNode().put("__type", code);
        if (!message.isEmpty()) {
            body.put("message", message);
        }
        return Reply.of(status, TYPE, body.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
