package sealstead.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sealstead.api.ApiOperation;
import sealstead.api.Trail;
import sealstead.audit.AuditEvent;
import sealstead.audit.AuditSink;
import sealstead.iam.RequestContext;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;

/// What the audit trail says of calls of a Query API. Only parameters that are known to be no secret are shown:
/// tokens, passwords and codes of second factors have no place in it, nor has anything of a reply. Of a call that
/// nobody signed it says which role was asked for, and under which name.
final class QueryTrail {
    private static final Set<String> SHOWN = Set.of(
            "AccessKeyId",
            "AccountAlias",
            "ActionNames",
            "AssumeRolePolicyDocument",
            "ClientID",
            "ClientIDList",
            "Description",
            "DurationSeconds",
            "EntityFilter",
            "ExternalId",
            "GroupName",
            "MaxItems",
            "MaxSessionDuration",
            "Name",
            "NewGroupName",
            "NewPath",
            "NewUserName",
            "OnlyAttached",
            "OpenIDConnectProviderArn",
            "Path",
            "PathPrefix",
            "PermissionsBoundary",
            "Policy",
            "PolicyArn",
            "PolicyArns",
            "PolicyDocument",
            "PolicyName",
            "PolicySourceArn",
            "ResourceArns",
            "RoleArn",
            "RoleName",
            "RoleSessionName",
            "Scope",
            "SetAsDefault",
            "SourceIdentity",
            "Status",
            "TagKeys",
            "Tags",
            "ThumbprintList",
            "TransitiveTagKeys",
            "Url",
            "UserName",
            "VersionId");

    private static final Set<String> SHOWN_UNSIGNED = Set.of("RoleArn", "RoleSessionName");

    private final AuditSink sink;
    private final String service;

    /// @param service `iam` or `sts`
    QueryTrail(AuditSink sink, String service) {
        this.sink = sink;
        this.service = service;
    }

    /// What is told of one call.
    Trail<Reply> of(RequestContext context, ApiOperation row, Form form) {
        return Trail.of(
                this::admit,
                reply -> called(context, row, form, Optional.empty()),
                refusal -> called(context, row, form, Optional.of(refusal)));
    }

    private void admit() {
        if (!sink.admits(AuditEvent.Category.MANAGEMENT)) {
            throw QueryError.UNAVAILABLE.refusal();
        }
    }

    private void called(RequestContext context, ApiOperation row, Form form, Optional<Refusal> refusal) {
        if (!sink.wants(AuditEvent.Category.MANAGEMENT)) {
            return;
        }
        var event = new AuditEvent(
                context, service + ".amazonaws.com", row.wireName(), AuditEvent.Category.MANAGEMENT, row.isReadOnly());
        refusal.ifPresent(refused -> event.failed(refused.code(), refused.message()));
        sink.record(event, told -> addTo(told, form, context.isAnonymous() ? SHOWN_UNSIGNED : SHOWN));
    }

    private static void addTo(AuditEvent event, Form form, Set<String> shown) {
        for (var field : form.fields().entrySet()) {
            int dot = field.getKey().indexOf('.');
            var name = dot < 0 ? field.getKey() : field.getKey().substring(0, dot);
            if (shown.contains(name)) {
                show(event.requestParameters(), name, field, dot);
            }
        }
        form.text("RoleArn")
                .filter(arn -> arn.matches("arn:aws:iam::[0-9]{12}:role/.+"))
                .ifPresent(arn -> event.resource(arn.split(":", -1)[4], "AWS::IAM::Role", arn));
    }

    /// Members of lists stand under the list's name, each by the rest of its own. A refused form may say the same
    /// name in both ways: what came first is shown.
    private static void show(ObjectNode parameters, String name, Map.Entry<String, String> field, int dot) {
        var shown = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        if (dot < 0) {
            parameters.putIfAbsent(shown, TextNode.valueOf(field.getValue()));
            return;
        }
        var list = parameters.get(shown) instanceof ObjectNode before ? before : null;
        if (list == null && !parameters.has(shown)) {
            list = parameters.putObject(shown);
        }
        if (list != null) {
            list.put(field.getKey().substring(dot + 1).replaceFirst("^member\\.", ""), field.getValue());
        }
    }
}
