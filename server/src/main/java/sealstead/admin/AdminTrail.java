package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final Map<String, String> NAMES = Map.of(
            "POST admin/accounts",
            "CreateAccount",
            "PUT admin/service-control",
            "PutServiceControlPolicy",
            "DELETE admin/service-control",
            "DeleteServiceControlPolicy",
            "POST admin/garbage/collect",
            "CollectGarbage",
            "POST admin/clock/accept",
            "AcceptClock",
            "POST admin/tokens",
            "CreateToken",
            "DELETE admin/tokens",
            "RevokeToken",
            "GET admin/credentials",
            "GetRootCredentials",
            BackupPages.BEGIN,
            "CreateBackup");
    private static final List<String> PARAMETERS = List.of("id", "account", "level", "name", "expires", "to");
    private static final List<String> ELEMENTS = List.of("id", "accountId", "accessKeyId", "deleted");

    private final AuditSink sink;
    private final Caller caller;
    private final Clock clock;
    private final String region;

    /// @param rootId the id of the root key whose holder asks
    public AdminTrail(AuditSink sink, String rootId, Clock clock, String region) {
        this.sink = sink;
        this.caller = new Caller.Principal(
                PrincipalName.service("sealstead"), "root-key/" + rootId, "", "", Optional.empty());
        this.clock = clock;
        this.region = region;
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
        JsonNode answer;
        try {
            answer = page.answer(asked.query(), asked.body());
        } catch (IOException | RuntimeException | Error failed) {
            var message = failed.getMessage() == null ? "" : failed.getMessage();
            called(asked, Optional.empty(), message);
            throw failed;
        }
        called(asked, Optional.of(answer), "");
        return answer;
    }

    /// @param answer absent if `error` says why there is none
    private void called(Asked asked, Optional<JsonNode> answer, String error) {
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
