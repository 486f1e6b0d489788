package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import sealstead.api.Trail;
import sealstead.audit.AuditEvent;
import sealstead.audit.AuditSink;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.iam.policy.PrincipalName;
import sealstead.wire.Query;
import sealstead.wire.Request;

/// What the audit trail says of administration: everything that changes something, and that a secret was told. Who
/// has shown the root key has no other name than that.
public final class AdminTrail {
    private static final String SOURCE = "admin.sealstead";
    private static final List<String> PARAMETERS = List.of(
            "id",
            "account",
            "level",
            "name",
            "expires",
            "bucket",
            "prefix",
            "from",
            "to",
            "service-keys",
            "service-key",
            "reencrypt",
            "dry-run",
            "by",
            "key",
            "version",
            "confirm",
            "drop-shares",
            "user",
            "resource",
            "source",
            "request");
    private static final List<String> ELEMENTS =
            List.of("id", "rootKeyId", "previousRootKeyId", "accountId", "accessKeyId", "deleted");

    private final AuditSink sink;
    private final Supplier<String> rootKeyId;
    private final Clock clock;
    private final String region;

    /// @param rootKeyId the id of the root key whose holder asks
    public AdminTrail(AuditSink sink, Supplier<String> rootKeyId, Clock clock, String region) {
        this.sink = sink;
        this.rootKeyId = rootKeyId;
        this.clock = clock;
        this.region = region;
    }

    private Caller.Principal caller() {
        return new Caller.Principal(
                PrincipalName.service("sealstead"), "root-key/" + rootKeyId.get(), "", "", Optional.empty());
    }

    /// What is asked.
    ///
    /// @param context who asks, and how
    public record Asked(RequestContext context, AdminOperation operation, Query query, String body) {}

    /// What is known of a request of who holds the root key.
    RequestContext ofRootKey(Request request) {
        return new RequestContext(
                request.id(),
                caller(), // as it is before a rotation
                request.peer(),
                request.headers(),
                clock.instant(),
                region,
                RequestContext.SignatureFacts.NONE);
    }

    /// What is told of one question.
    Trail<JsonNode> of(Asked asked) {
        return Trail.of(
                () -> admit(asked.operation()),
                answer -> called(asked, Optional.of(answer), "", ""),
                refusal -> called(asked, Optional.empty(), refusal.code(), refusal.message()));
    }

    private void admit(AdminOperation operation) {
        if (operation.isTold() && !sink.admits(AuditEvent.Category.MANAGEMENT)) {
            throw AdminError.UNTOLD.refusal();
        }
    }

    /// Tells that a look at what is stored found damage.
    ///
    /// @param counts by kind
    public void damage(String counts) throws IOException {
        if (!sink.wants(AuditEvent.Category.MANAGEMENT)) {
            return;
        }
        var context = RequestContext.ofJob(caller(), clock.instant(), region);
        var event = new AuditEvent(context, SOURCE, "DamageFound", AuditEvent.Category.MANAGEMENT, true);
        sink.record(event, told -> told.responseElements().put("counts", counts));
    }

    /// Tells that a service key was destroyed.
    public void serviceKeyRetired(String bucket, String serviceKeyId) throws IOException {
        if (!sink.wants(AuditEvent.Category.MANAGEMENT)) {
            return;
        }
        var context = RequestContext.ofJob(caller(), clock.instant(), region);
        var event = new AuditEvent(context, SOURCE, "ServiceKeyRetired", AuditEvent.Category.MANAGEMENT, false);
        sink.record(event, told -> told.responseElements().put("bucket", bucket).put("serviceKeyId", serviceKeyId));
    }

    /// @param answer absent if `code` and `error` say why there is none
    private void called(Asked asked, Optional<JsonNode> answer, String code, String error) {
        var operation = asked.operation();
        if (!operation.isTold() || !sink.wants(AuditEvent.Category.MANAGEMENT)) {
            return;
        }
        var event = new AuditEvent(
                asked.context(), SOURCE, operation.wireName(), AuditEvent.Category.MANAGEMENT, operation.isReadOnly());
        if (answer.isEmpty()) {
            event.failed(code, error);
        }
        sink.record(event, told -> {
            for (var parameter : PARAMETERS) {
                asked.query()
                        .first(parameter)
                        .filter(value -> !value.isEmpty())
                        .ifPresent(value -> told.requestParameters().put(parameter, value));
            }
            if (!asked.body().isEmpty() && !operation.hasSecrets()) {
                told.requestParameters().put("document", asked.body());
            }
            for (var element : ELEMENTS) {
                answer.filter(reply -> reply.has(element))
                        .ifPresent(reply -> told.responseElements().set(element, reply.get(element)));
            }
        });
    }
}
