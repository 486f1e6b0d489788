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
import sealstead.api.ApiSteps;
import sealstead.api.Pipeline;
import sealstead.api.Trail;
import sealstead.auth.Authentication;
import sealstead.auth.Authenticator;
import sealstead.fault.Faults;
import sealstead.iam.Caller;
import sealstead.store.Bytes;
import sealstead.store.Room;
import sealstead.wire.Door;
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

    private final Pipeline pipeline;
    private final Steps steps = new Steps();
    private final Authenticator authenticator;
    private final KmsHandlers operations;
    private final Clock clock;
    private final KmsTrail trail;
    private final Faults faults;

    /// @param guard asked before a key's deletion is scheduled
    /// @param room is asked before something is made
    public KmsDoor(
            Authenticator authenticator, EmbeddedKms kms, DeletionGuard guard, Room room, Faults faults, Clock clock) {
        this.faults = faults;
        this.pipeline = new Pipeline(new KmsWords(), room);
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
        var answer = refusing(() -> pipeline.perform(request, steps));
        return answer.isEmpty()
                ? Reply.of(200, KmsWords.TYPE, new byte[0])
                : Reply.of(200, KmsWords.TYPE, JSON.writeValueAsBytes(answer.get()));
    }

    /// What the KMS refuses becomes a refusal of the request.
    private static <T> T refusing(Pipeline.Work<T> work) throws IOException {
        try {
            return work.perform();
        } catch (KmsException refused) {
            throw refused.refusal();
        }
    }

    /// @param body as it was signed
    private record Signed(Request request, Bytes body, Authentication authentication) {}

    private record Call(KmsOperation row, KmsInput input, long bytes) {}

    private final class Steps implements ApiSteps<Signed, KmsOperation, Call, Optional<ObjectNode>> {
        @Override
        public Signed authenticate(Request request) throws IOException {
            var body = pipeline.body(request);
            Authentication authentication;
            try {
                authentication = authenticator.service(request, pipeline.query(request), KmsWords.NAME, body);
            } catch (Refusal refused) {
                throw KmsWords.unauthenticated(refused);
            }
            if (authentication.caller() instanceof Caller.Anonymous) {
                throw KmsError.MISSING_TOKEN.refusal();
            }
            return new Signed(request, Bytes.wrap(body), authentication);
        }

        @Override
        public KmsOperation row(Signed asked) {
            var target = asked.request.headers().first("x-amz-target").orElse("");
            return KmsOperation.named(target.substring(TARGET.length()))
                    .orElseThrow(KmsError.UNKNOWN_OPERATION::because);
        }

        @Override
        public Call read(Signed asked, KmsOperation row) throws IOException {
            FaultyKeyService.meet(faults, row.wireName());
            if (!row.isSupported()) {
                throw KmsError.unsupported("The operation " + row.wireName() + " is not implemented.");
            }
            var context = asked.authentication.context(asked.request, clock.instant());
            var input = new KmsInput(context, parse(asked.body.readOnlyArray()));
            return new Call(row, input, asked.body.size());
        }

        @Override
        public Trail<Optional<ObjectNode>> trail(Call call) {
            return trail.of(call.row, call.input);
        }

        @Override
        public void check(Call call) {
            // Members are read by the operation.
        }

        @Override
        public long bytes(Call call) {
            return call.bytes;
        }

        @Override
        public Pipeline.Work<Optional<ObjectNode>> authorize(Call call) throws IOException {
            var work = refusing(() -> operations.authorize(call.row, call.input));
            return () -> refusing(work);
        }
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
