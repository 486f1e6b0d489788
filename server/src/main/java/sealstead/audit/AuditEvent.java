package sealstead.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.time.IsoTime;

/// One event in CloudTrail's record format. Secrets have no member here: whoever fills `requestParameters`
/// leaves keys, plaintexts and signatures out.
///
/// Every value is bounded in bytes, by CloudTrail's own limits where it has some; what does not fit is left out
/// and says so. Of a request that was refused, and the more of one that nobody signed, much less is kept: what
/// changed nothing must not cost the trail more than it cost its sender.
public final class AuditEvent {
    static final String VERSION = "1.11";

    /// Of any event's text; the sum of what follows is less.
    static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_PARAMETERS = 100 * 1024;
    private static final int MAX_PARAMETERS_REFUSED = 8 * 1024;
    private static final int MAX_PARAMETERS_UNSIGNED = 2560;
    private static final int MAX_RESPONSE = 100 * 1024;
    private static final int MAX_ADDITIONAL = 28 * 1024;
    private static final int MAX_TEXT = 1024;
    private static final int MAX_TEXT_UNSIGNED = 256;
    private static final int MAX_ARN = 2048;
    private static final int MAX_RESOURCES = 8;

    private final RequestContext requestContext;
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
    private boolean ofService;

    /// Fills an event's parts. What it throws costs the parts and not the event.
    @FunctionalInterface
    public interface Content {
        Content NONE = event -> {};

        void addTo(AuditEvent event) throws IOException;
    }

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
    public AuditEvent(RequestContext requestContext, String source, String name, Category category, boolean readOnly) {
        this.requestContext = requestContext;
        this.source = source;
        this.name = name;
        this.category = category;
        this.readOnly = readOnly;
    }

    public Category category() {
        return category;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    /// Whether nobody signed the request.
    boolean isUnsigned() {
        return requestContext.isAnonymous();
    }

    boolean isRefused() {
        return !errorCode.isEmpty();
    }

    /// Whose share of what waits to be written it counts to: empty for all who did not sign.
    String sharer() {
        if (isUnsigned()) {
            return "";
        }
        return account().isEmpty() ? "service" : account();
    }

    /// The account that the caller belongs to; empty for nobody and for services.
    private String account() {
        return requestContext.caller().asPrincipal().accountId();
    }

    /// What was asked, or done by a service itself, as far as it is no secret.
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

    /// Says that nobody called: the service did it by itself, for the account of the event's caller.
    public AuditEvent ofService() {
        ofService = true;
        return invokedBy("AWS Internal");
    }

    public AuditEvent resource(String account, String type, String arn) {
        if (resources.size() < MAX_RESOURCES) {
            resources
                    .addObject()
                    .put("accountId", BoundedJson.cut(account, MAX_TEXT_UNSIGNED))
                    .put("type", type)
                    .put("ARN", BoundedJson.cut(arn, MAX_ARN));
        }
        return this;
    }

    /// The event as it stands in the trail.
    ///
    /// @param id any 128 random bits
    ObjectNode toJson(UUID id) {
        var record = head();
        if (ofService) {
            record.set("serviceEventDetails", BoundedJson.within(requestParameters, maxParameters()));
        }
        record.set(
                "requestParameters", ofService ? null : orNull(BoundedJson.within(requestParameters, maxParameters())));
        record.set(
                "responseElements",
                errorCode.isEmpty() ? orNull(BoundedJson.within(responseElements, MAX_RESPONSE)) : null);
        if (!additional.isEmpty()) {
            record.set("additionalEventData", BoundedJson.within(additional, MAX_ADDITIONAL));
        }
        return tail(record, id);
    }

    /// The event without what its request brought, where that could not be told: who called what, when, and with
    /// what outcome is always told.
    ///
    /// @param reason why the rest is missing
    ObjectNode toStub(UUID id, String reason) {
        var record = head();
        record.putObject("requestParameters").put("omitted", true).put("reason", reason);
        record.set("responseElements", null);
        resources.removeAll();
        return tail(record, id);
    }

    private int maxParameters() {
        if (!isRefused()) {
            return MAX_PARAMETERS;
        }
        return isUnsigned() ? MAX_PARAMETERS_UNSIGNED : MAX_PARAMETERS_REFUSED;
    }

    private String text(String value) {
        return BoundedJson.cut(value, isUnsigned() && isRefused() ? MAX_TEXT_UNSIGNED : MAX_TEXT);
    }

    private ObjectNode head() {
        var record = JsonNodeFactory.instance.objectNode();
        record.put("eventVersion", VERSION);
        record.set("userIdentity", identity());
        record.put("eventTime", IsoTime.toSeconds(requestContext.time()))
                .put("eventSource", source)
                .put("eventName", name)
                .put("awsRegion", requestContext.region())
                .put(
                        "sourceIPAddress",
                        invokedBy.isEmpty() ? text(requestContext.peer().address()) : invokedBy)
                .put(
                        "userAgent",
                        invokedBy.isEmpty()
                                ? requestContext
                                        .headers()
                                        .first("user-agent")
                                        .map(agent -> "[" + text(agent) + "]")
                                        .orElse("")
                                : invokedBy);
        if (!errorCode.isEmpty()) {
            record.put("errorCode", text(errorCode)).put("errorMessage", text(errorMessage));
        }
        return record;
    }

    private ObjectNode tail(ObjectNode record, UUID id) {
        record.put("requestID", requestContext.requestId())
                .put("eventID", id.toString())
                .put("readOnly", readOnly);
        if (!resources.isEmpty()) {
            record.set("resources", resources);
        }
        record.put("eventType", ofService ? "AwsServiceEvent" : "AwsApiCall")
                .put("managementEvent", category == Category.MANAGEMENT)
                .put("recipientAccountId", account())
                .put("eventCategory", category.wireName);
        if (requestContext.peer().secure() && invokedBy.isEmpty()) {
            record.putObject("tlsDetails")
                    .put("tlsVersion", requestContext.peer().tlsVersion())
                    .put("cipherSuite", requestContext.peer().cipherSuite())
                    .put(
                            "clientProvidedHostHeader",
                            text(requestContext.headers().first("host").orElse("")));
        }
        return record;
    }

    private static @Nullable JsonNode orNull(ObjectNode node) {
        return node.isEmpty() ? JsonNodeFactory.instance.nullNode() : node;
    }

    private ObjectNode identity() {
        var identity = JsonNodeFactory.instance.objectNode();
        if (ofService) {
            return identity.put("accountId", account()).put("invokedBy", invokedBy);
        }
        switch (requestContext.caller()) {
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
                    .put("creationDate", IsoTime.toSeconds(session.issued()))
                    .put("mfaAuthenticated", Boolean.toString(session.multiFactor()));
            if (!session.sourceIdentity().isEmpty()) {
                context.put("sourceIdentity", session.sourceIdentity());
            }
        });
    }
}
