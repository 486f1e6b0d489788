package sealstead.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import sealstead.iam.Caller;
import sealstead.iam.RequestFacts;

/// One event in CloudTrail's record format (§10). Secrets have no member here: whoever fills `requestParameters` leaves
/// keys, plaintexts and signatures out.
public final class AuditEvent {
    private static final String VERSION = "1.11";

    private final RequestFacts facts;
    private final String source;
    private final String name;
    private final Category category;
    private final boolean readOnly;
    private final ObjectNode requestParameters = JsonNodeFactory.instance.objectNode();
    private final ObjectNode additional = JsonNodeFactory.instance.objectNode();
    private final com.fasterxml.jackson.databind.node.ArrayNode resources = JsonNodeFactory.instance.arrayNode();
    private final ObjectNode responseElements = JsonNodeFactory.instance.objectNode();
    private String errorCode = "";
    private String errorMessage = "";
    private String invokedBy = "";

    /// What kind of event it is, in CloudTrail's words.
    public enum Category {
        MANAGEMENT("Management"),
        DATA("Data");

        private final String wireName;

        Category(String wireName) {
            this.wireName = wireName;
        }
    }

    /// @param source such as `s3.amazonaws.com`
    /// @param name the operation's name in AWS's model
    public AuditEvent(RequestFacts facts, String source, String name, Category category, boolean readOnly) {
        this.facts = facts;
        this.source = source;
        this.name = name;
        this.category = category;
        this.readOnly = readOnly;
    }

    public Category category() {
        return category;
    }

    /// What was asked, as far as it is no secret.
    public ObjectNode requestParameters() {
        return requestParameters;
    }

    public ObjectNode additional() {
        return additional;
    }

    public ObjectNode responseElements() {
        return responseElements;
    }

    public AuditEvent failed(String code, String message) {
        errorCode = code;
        errorMessage = message;
        return this;
    }

    /// Says that a service made the call for its caller (forward access).
    public AuditEvent invokedBy(String service) {
        invokedBy = service;
        return this;
    }

    public AuditEvent resource(String account, String type, String arn) {
        resources.addObject().put("accountId", account).put("type", type).put("ARN", arn);
        return this;
    }

    /// @param id any 128 random bits
    ObjectNode toJson(UUID id) {
        var record = JsonNodeFactory.instance.objectNode();
        record.put("eventVersion", VERSION);
        record.set("userIdentity", identity());
        record.put("eventTime", facts.time().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("eventSource", source)
                .put("eventName", name)
                .put("awsRegion", facts.region())
                .put("sourceIPAddress", invokedBy.isEmpty() ? facts.peer().address() : invokedBy)
                .put(
                        "userAgent",
                        invokedBy.isEmpty()
                                ? facts.headers()
                                        .first("user-agent")
                                        .map(agent -> "[" + agent + "]")
                                        .orElse("")
                                : invokedBy);
        if (!errorCode.isEmpty()) {
            record.put("errorCode", errorCode).put("errorMessage", errorMessage);
        }
        record.set("requestParameters", orNull(requestParameters));
        record.set("responseElements", errorCode.isEmpty() ? orNull(responseElements) : null);
        if (!additional.isEmpty()) {
            record.set("additionalEventData", additional);
        }
        record.put("requestID", facts.requestId()).put("eventID", id.toString()).put("readOnly", readOnly);
        if (!resources.isEmpty()) {
            record.set("resources", resources);
        }
        record.put("eventType", "AwsApiCall")
                .put("managementEvent", category == Category.MANAGEMENT)
                .put("recipientAccountId", facts.caller().asPrincipal().accountId())
                .put("eventCategory", category.wireName);
        if (facts.peer().secure() && invokedBy.isEmpty()) {
            record.putObject("tlsDetails")
                    .put("tlsVersion", facts.peer().tlsVersion())
                    .put("cipherSuite", facts.peer().cipherSuite())
                    .put(
                            "clientProvidedHostHeader",
                            facts.headers().first("host").orElse(""));
        }
        return record;
    }

    private static @Nullable JsonNode orNull(ObjectNode node) {
        return node.isEmpty() ? JsonNodeFactory.instance.nullNode() : node;
    }

    private ObjectNode identity() {
        var identity = JsonNodeFactory.instance.objectNode();
        switch (facts.caller()) {
            case Caller.Anonymous() ->
                identity.put("type", "AWSAccount").put("principalId", "").put("accountId", "ANONYMOUS_PRINCIPAL");
            case Caller.Principal principal -> describe(identity, principal);
        }
        if (!invokedBy.isEmpty()) {
            identity.put("invokedBy", invokedBy);
        }
        return identity;
    }

    private static void describe(ObjectNode identity, Caller.Principal principal) {
        var type = switch (principal.principal().kind()) {
            case ROOT -> "Root";
            case USER -> "IAMUser";
            case ROLE_SESSION -> "AssumedRole";
            case FEDERATED_USER -> "FederatedUser";
            case SERVICE -> "AWSService";
            case WEB_IDENTITY -> "WebIdentityUser";
            case ANONYMOUS -> "Unknown";
        };
        identity.put("type", type)
                .put("principalId", principal.id())
                .put("arn", principal.arn())
                .put("accountId", principal.accountId());
        if (!principal.accessKeyId().isEmpty()) {
            identity.put("accessKeyId", principal.accessKeyId());
        }
        if (type.equals("IAMUser")) {
            identity.put("userName", principal.name());
        }
        principal.session().ifPresent(session -> {
            var context = identity.putObject("sessionContext");
            if (type.equals("AssumedRole")) {
                context.putObject("sessionIssuer")
                        .put("type", "Role")
                        .put("arn", session.issuer())
                        .put("accountId", principal.accountId())
                        .put("userName", principal.name());
            }
            context.putObject("attributes")
                    .put(
                            "creationDate",
                            session.issued().truncatedTo(ChronoUnit.SECONDS).toString())
                    .put("mfaAuthenticated", Boolean.toString(session.multiFactor()));
            if (!session.sourceIdentity().isEmpty()) {
                context.put("sourceIdentity", session.sourceIdentity());
            }
        });
    }
}
