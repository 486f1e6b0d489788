package sealstead.kms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Clock;
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
    private final KmsHandlers operations;
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
        this.operations = new KmsHandlers(kms);
        new KeyOperations(kms, guard).addTo(operations);
        new AliasOperations(kms).addTo(operations);
        new CryptoOperations(kms).addTo(operations);
        new RotationOperations(kms).addTo(operations);
        new PolicyOperations(kms).addTo(operations);
        new KeyTagOperations(kms).addTo(operations);
        new GrantOperations(kms).addTo(operations);
        new GrantLists(kms).addTo(operations);
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
        var requestContext = authentication.context(request, clock.instant());
        var input = new KmsInput(requestContext, parse(body));
        var answer = pipeline.recorded(request, trail.of(operation, input), () -> {
            try {
                if (operation.needsRoom()) {
                    room.require(body.length);
                }
                return operations.perform(operation, input);
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
}
