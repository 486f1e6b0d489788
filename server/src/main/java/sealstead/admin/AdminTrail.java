package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import sealstead.audit.AuditEvent;
import sealstead.audit.AuditSink;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.iam.policy.PrincipalName;
import sealstead.wire.Query;
import sealstead.wire.Request;

/// What the audit trail says of administration: everything that changes something, and that the root's secret was
/// told. Who asks has shown the root key's token and has no other name.
public final class AdminTrail {
    private static final String SOURCE = "admin.sealstead";
    private static final String READ = "GET ";
    /// What is told, in AWS's words where it has some; another change is told by its place.
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("POST admin/accounts", "CreateAccount"),
            Map.entry("PUT admin/service-control", "PutServiceControlPolicy"),
            Map.entry("DELETE admin/service-control", "DeleteServiceControlPolicy"),
            Map.entry("POST admin/garbage/collect", "CollectGarbage"),
            Map.entry("POST admin/clock/accept", "AcceptClock"),
            Map.entry("POST admin/tokens", "CreateToken"),
            Map.entry("DELETE admin/tokens", "RevokeToken"),
            Map.entry("POST admin/rewrap", "CreateRewrapOrder"),
            Map.entry("POST admin/service-keys/rotate", "RotateServiceKey"),
            Map.entry("POST admin/service-keys/retire", "RetireServiceKey"),
            Map.entry("POST admin/kms/retire-version", "RetireKeyVersion"),
            Map.entry("POST admin/kms/confirm-deletion", "ConfirmKeyDeletion"),
            Map.entry("POST admin/prove/data-key", "DiscloseDataKey"),
            Map.entry("GET admin/credentials", "GetRootCredentials"),
            Map.entry(RootKeyPages.ROTATE, "RotateRootKey"),
            Map.entry(BackupPages.BEGIN, "CreateBackup"),
            Map.entry(WebhookPages.SECRET, "GetWebhookSecret"));
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
            "drop-shares");
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

    /// What is asked of a page.
    record Asked(Request request, String place, Query query, String body) {}

    /// Everything but what is only read, and the secret among that.
    private static boolean isTold(String place) {
        return NAMES.containsKey(place) || !place.startsWith(READ);
    }

    /// Whether what is asked there may be performed now.
    boolean admits(String place) {
        return !isTold(place) || sink.admits(AuditEvent.Category.MANAGEMENT);
    }

    /// The answer of a page, once the trail has been told what became of it.
    JsonNode recorded(AdminPage page, Asked asked) throws IOException {
        var caller = caller(); // as it is before a rotation
        JsonNode answer;
        try {
            answer = page.answer(asked.query(), asked.body());
        } catch (IOException | RuntimeException | Error failed) {
            var message = failed.getMessage() == null ? "" : failed.getMessage();
            called(caller, asked, Optional.empty(), message);
            throw failed;
        }
        called(caller, asked, Optional.of(answer), "");
        return answer;
    }

    /// Tells that a look at what is stored found damage.
    ///
    /// @param counts by kind
    public void damage(String counts) throws IOException {
        if (!sink.wants(AuditEvent.Category.MANAGEMENT)) {
            return;
        }
        var facts = RequestContext.ofJob(caller(), clock.instant(), region);
        var event = new AuditEvent(facts, SOURCE, "DamageFound", AuditEvent.Category.MANAGEMENT, true);
        sink.record(event, told -> told.responseElements().put("counts", counts));
    }

    /// Tells that a service key was destroyed.
    public void serviceKeyRetired(String bucket, String serviceKeyId) throws IOException {
        if (!sink.wants(AuditEvent.Category.MANAGEMENT)) {
            return;
        }
        var facts = RequestContext.ofJob(caller(), clock.instant(), region);
        var event = new AuditEvent(facts, SOURCE, "ServiceKeyRetired", AuditEvent.Category.MANAGEMENT, false);
        sink.record(event, told -> told.responseElements().put("bucket", bucket).put("serviceKeyId", serviceKeyId));
    }

    /// @param answer absent if `error` says why there is none
    private void called(Caller.Principal caller, Asked asked, Optional<JsonNode> answer, String error) {
        if (!isTold(asked.place()) || !sink.wants(AuditEvent.Category.MANAGEMENT)) {
            return;
        }
        var request = asked.request();
        var facts = new RequestContext(
                request.id(),
                caller,
                request.peer(),
                request.headers(),
                clock.instant(),
                region,
                RequestContext.SignatureFacts.NONE);
        var event = new AuditEvent(
                facts,
                SOURCE,
                NAMES.getOrDefault(asked.place(), asked.place()),
                AuditEvent.Category.MANAGEMENT,
                asked.place().startsWith(READ));
        if (answer.isEmpty()) {
            event.failed("Refused", error);
        }
        sink.record(event, told -> {
            for (var parameter : PARAMETERS) {
                asked.query()
                        .first(parameter)
                        .filter(value -> !value.isEmpty())
                        .ifPresent(value -> told.requestParameters().put(parameter, value));
            }
            if (!asked.body().isEmpty() && !asked.place().equals(BackupPages.BEGIN)) {
                told.requestParameters().put("document", asked.body());
            }
            for (var element : ELEMENTS) {
                answer.filter(reply -> reply.has(element))
                        .ifPresent(reply -> told.responseElements().set(element, reply.get(element)));
            }
        });
    }
}
