package sealstead.kms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import sealstead.api.Trail;
import sealstead.audit.AuditEvent;
import sealstead.audit.AuditSink;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.wire.Refusal;

/// What the audit trail says of the KMS: calls that S3 makes for its callers, and calls of the API itself.
/// Plaintexts, ciphertexts and grant tokens have no place in it.
final class KmsTrail {
    private static final String SOURCE = "kms.amazonaws.com";
    private static final String KEY_TYPE = "AWS::KMS::Key";
    private static final Set<String> SHOWN = Set.of(
            "KeyId",
            "TargetKeyId",
            "AliasName",
            "EncryptionContext",
            "SourceEncryptionContext",
            "DestinationEncryptionContext",
            "SourceKeyId",
            "DestinationKeyId",
            "KeySpec",
            "NumberOfBytes",
            "KeyUsage",
            "Origin",
            "EncryptionAlgorithm",
            "PolicyName",
            "Policy",
            "BypassPolicyLockoutSafetyCheck",
            "Description",
            "PendingWindowInDays",
            "RotationPeriodInDays",
            "Operations",
            "GranteePrincipal",
            "GranteeServicePrincipal",
            "RetiringPrincipal",
            "RetiringServicePrincipal",
            "Constraints",
            "Name",
            "GrantId",
            "Tags",
            "TagKeys",
            "Limit",
            "DryRun");

    private final AuditSink sink;

    KmsTrail(AuditSink sink) {
        this.sink = sink;
    }

    private boolean isWanted() {
        return sink.wants(AuditEvent.Category.MANAGEMENT);
    }

    /// Whether a use is anybody's: the server's own looks at itself are not, and would fill the trail.
    private boolean isTold(Use use) {
        return !use.service().isEmpty() && use.reason().isAudited() && isWanted();
    }

    /// What is told of one call of the API.
    Trail<Optional<ObjectNode>> of(KmsOperation operation, KmsInput input) {
        return Trail.of(
                this::admit,
                output -> called(operation, input, output, Optional.empty()),
                refusal -> called(operation, input, Optional.empty(), Optional.of(refusal)));
    }

    private void admit() {
        if (!sink.admits(AuditEvent.Category.MANAGEMENT)) {
            throw KmsError.UNAVAILABLE.refusal();
        }
    }

    /// A key was used for a caller of S3.
    void used(Use use, String operation, KmsKey key, String materialId, Map<String, String> context) {
        if (isTold(use)) {
            sink.record(throughService(use, operation), event -> {
                addParameters(event, operation, key.arn(), context);
                event.additional().put("keyMaterialId", materialId);
                event.resource(key.account(), KEY_TYPE, key.arn());
            });
        }
    }

    /// A key was refused to a caller of S3.
    void refused(Use use, String operation, String keyId, Map<String, String> context, KmsException refusal) {
        if (isTold(use)) {
            sink.record(
                    failed(throughService(use, operation), refusal.code(), refusal.message()),
                    event -> addParameters(event, operation, keyId, context));
        }
    }

    /// A key got a new version, by itself or because somebody asked for it.
    void rotated(KmsKey key, KeyMaterial.Origin origin, Instant when) {
        done(key, "RotateKey", when, details -> details.put("rotationType", origin.name()));
    }

    /// One version of a key was destroyed since nothing was under it any more.
    void retired(KmsKey key, String materialId, Instant when) {
        done(key, "RetireKeyMaterial", when, details -> details.put("keyMaterialId", materialId));
    }

    /// A key was destroyed at the end of its window.
    void destroyed(KmsKey key, Instant when) {
        done(key, "DeleteKey", when, details -> {});
    }

    private void done(KmsKey key, String name, Instant when, Consumer<ObjectNode> details) {
        if (isWanted()) {
            var requestContext = RequestContext.ofJob(Caller.Principal.root(key.account(), ""), when, key.region());
            sink.record(
                    new AuditEvent(requestContext, SOURCE, name, AuditEvent.Category.MANAGEMENT, false).ofService(),
                    event -> {
                        details.accept(event.requestParameters().put("keyId", key.arn()));
                        event.resource(key.account(), KEY_TYPE, key.arn());
                    });
        }
    }

    private static AuditEvent throughService(Use use, String operation) {
        return new AuditEvent(use.requestContext(), SOURCE, operation, AuditEvent.Category.MANAGEMENT, true)
                .invokedBy("AWS Internal");
    }

    private static AuditEvent failed(AuditEvent event, String code, String message) {
        return event.failed(code.equals("AccessDeniedException") ? "AccessDenied" : code, message);
    }

    private static void addParameters(AuditEvent event, String operation, String keyId, Map<String, String> context) {
        var parameters = event.requestParameters().put("keyId", keyId);
        if (operation.equals("GenerateDataKey")) {
            parameters.put("keySpec", "AES_256");
        } else {
            parameters.put("encryptionAlgorithm", "SYMMETRIC_DEFAULT");
        }
        var pairs = parameters.putObject("encryptionContext");
        new TreeMap<>(context).forEach(pairs::put);
    }

    private void called(
            KmsOperation operation, KmsInput input, Optional<ObjectNode> output, Optional<Refusal> refusal) {
        if (!isWanted()) {
            return;
        }
        var event = new AuditEvent(
                input.requestContext(),
                SOURCE,
                operation.wireName(),
                AuditEvent.Category.MANAGEMENT,
                operation.isReadOnly());
        refusal.ifPresent(refused -> failed(event, refused.code(), refused.message()));
        sink.record(event, told -> {
            addParameters(told, input.json());
            told.additional().setAll(input.additional());
            output.ifPresent(reply -> addReply(told, operation, reply));
        });
    }

    private static void addParameters(AuditEvent event, JsonNode input) {
        for (var member : input.properties()) {
            if (SHOWN.contains(member.getKey())) {
                event.requestParameters().set(lower(member.getKey()), member.getValue());
            }
        }
    }

    private static void addReply(AuditEvent event, KmsOperation operation, ObjectNode reply) {
        var arn =
                reply.path("KeyMetadata").path("Arn").asText(reply.path("KeyId").asText());
        if (arn.startsWith("arn:")) {
            event.resource(arn.split(":", -1)[4], KEY_TYPE, arn);
        }
        if (!operation.isReadOnly()) {
            for (var name : new String[] {"KeyMetadata", "GrantId", "KeyId", "DeletionDate"}) {
                if (reply.has(name)) {
                    event.responseElements().set(lower(name), reply.get(name));
                }
            }
        }
    }

    private static String lower(String member) {
        return Character.toLowerCase(member.charAt(0)) + member.substring(1);
    }
}
