package sealstead.query.sts;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.iam.Caller;
import sealstead.iam.IdentityStore;
import sealstead.iam.Role;
import sealstead.iam.Sessions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.PrincipalName;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;
import sealstead.query.TagKeys;
import sealstead.wire.Refusal;
import sealstead.xml.XmlWriter;

/// AssumeRole: a session of a role for whom the role trusts. Who may not assume a role learns nothing of whether there
/// is one.
final class AssumeRole implements QueryHandler {
    private static final int USUAL = 3600;
    static final String TAG_SESSION = "sts:TagSession";
    private static final String SET_SOURCE_IDENTITY = "sts:SetSourceIdentity";
    static final int MAX_SECONDS = 43_200;
    private static final int MAX_CHAINED = 3600;

    private final IdentityStore identityStore;
    private final Sessions sessions;

    AssumeRole(IdentityStore identityStore, Sessions sessions) {
        this.identityStore = identityStore;
        this.sessions = sessions;
    }

    @Override
    public Step.Ask read(Call call) throws IOException {
        var form = call.form();
        var arn = SessionRequest.text(form.required("RoleArn"), "RoleArn", 20, 2048);
        var sessionName = SessionRequest.name(form, "RoleSessionName", 64);
        var lasts = SessionRequest.duration(form, USUAL, MAX_SECONDS);
        form.text("ExternalId").ifPresent(id -> SessionRequest.text(id, "ExternalId", 2, 1224));
        if (form.text("TokenCode").isPresent()) {
            throw QueryError.ACCESS_DENIED.saying(
                    "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
        }
        var marks = marks(call);
        if (call.caller().principal().kind() == PrincipalName.Kind.ROOT) {
            throw QueryError.ACCESS_DENIED.saying("Roles may not be assumed by root accounts.");
        }
        boolean chained = call.caller().principal().kind() == PrincipalName.Kind.ROLE_SESSION;
        var role = find(identityStore, arn).orElseThrow(() -> refused(call, call.action(), arn));
        var wanted = new Wanted(call, sessionName, lasts, chained, marks);
        return needing(call, role, marks).reply(out -> assume(role, wanted, out));
    }

    /// What is asked for of a role.
    ///
    /// @param chained whether a role asks
    private record Wanted(Call call, String sessionName, Duration lasts, boolean chained, Sessions.Marks marks) {}

    private void assume(Role role, Wanted wanted, XmlWriter out) throws IOException {
        var lasts = wanted.lasts();
        var marks = wanted.marks();
        if (lasts.toSeconds() > role.maxSessionSeconds()) {
            throw QueryError.VALIDATION.saying(
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        if (wanted.chained() && lasts.toSeconds() > MAX_CHAINED) {
            throw QueryError.VALIDATION.saying(
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
                            + " chaining");
        }
        var limits = SessionRequest.limits(
                wanted.call().form(), identityStore, role.naming().accountId());
        var issued = sessions.ofRole(role, wanted.sessionName(), lasts, limits, marks);
        int packed = SessionRequest.packedSize(issued);
        CredentialsXml.write(issued, out);
        CredentialsXml.writeRole(issued, out);
        if (!limits.isNone() || !marks.tags().isEmpty()) {
            out.element("PackedPolicySize", packed);
        }
        if (!marks.sourceIdentity().isEmpty()) {
            out.element("SourceIdentity", marks.sourceIdentity());
        }
    }

    /// The role of an ARN, in whatever account.
    static Optional<Role> find(IdentityStore identityStore, String arn) throws IOException {
        var parts = arn.split(":", 6);
        if (parts.length != 6 || !parts[2].equals("iam") || !parts[5].startsWith("role/")) {
            throw QueryError.VALIDATION.saying(arn + " is invalid");
        }
        return identityStore
                .roles()
                .named(parts[4], parts[5].substring(parts[5].lastIndexOf('/') + 1))
                .filter(role -> role.arn().equals(arn));
    }

    /// Tags and source identity: those asked for, and those that a chain of roles hands on.
    private Sessions.Marks marks(Call call) throws IOException {
        var form = call.form();
        var asked = form.tags(TagKeys.OF_SESSIONS);
        var inherited = inherited(call);
        for (var key : asked.keySet()) {
            if (inherited.keySet().stream().anyMatch(key::equalsIgnoreCase)) {
                throw QueryError.INVALID_PARAMETER_VALUE.saying(
                        "One of the specified transitive tag keys can't be set because it conflicts with a transitive"
                                + " tag key from the calling session.");
            }
        }
        var tags = new TreeMap<>(asked);
        tags.putAll(inherited);
        var transitive = new LinkedHashSet<>(inherited.keySet());
        for (var key : SessionRequest.transitiveKeys(form)) {
            if (!asked.containsKey(key)) {
                throw QueryError.INVALID_PARAMETER_VALUE.saying(
                        "The specified transitive tag key must be included in the requested tags.");
            }
            transitive.add(key);
        }
        var given = form.text("SourceIdentity").isPresent() ? SessionRequest.name(form, "SourceIdentity", 64) : "";
        var kept = call.caller().session().map(Caller.Session::sourceIdentity).orElse("");
        if (!kept.isEmpty() && !given.isEmpty() && !given.equals(kept)) {
            throw QueryError.ACCESS_DENIED.saying("Cannot change the source identity that the calling session has.");
        }
        return new Sessions.Marks(tags, new ArrayList<>(transitive), kept.isEmpty() ? given : kept, "");
    }

    private static Map<String, String> inherited(Call call) {
        var inherited = new TreeMap<String, String>();
        call.caller().session().ifPresent(session -> {
            for (var key : session.transitive()) {
                var value = session.tags().get(key);
                if (value != null) {
                    inherited.put(key, value);
                }
            }
        });
        return inherited;
    }

    private static Step.Needs needing(Call call, Role role, Sessions.Marks marks) {
        var form = call.form();
        var conditions = new OperationConditions()
                .with("sts:rolesessionname", form.required("RoleSessionName"))
                .resourceTags("iam", role.naming().tags());
        conditions.requestTags(marks.tags());
        form.text("ExternalId").ifPresent(id -> conditions.with("sts:externalid", id));
        if (!marks.sourceIdentity().isEmpty()) {
            conditions.with("sts:sourceidentity", marks.sourceIdentity());
        }
        if (!marks.transitive().isEmpty()) {
            conditions.with("sts:transitivetagkeys", marks.transitive());
        }
        var needs = new ArrayList<Step.Need>();
        needs.add(need(call, role, call.action(), conditions));
        if (!marks.tags().isEmpty()) {
            needs.add(need(call, role, TAG_SESSION, conditions));
        }
        if (!marks.sourceIdentity().isEmpty()) {
            needs.add(need(call, role, SET_SOURCE_IDENTITY, conditions));
        }
        return new Step.Needs(needs);
    }

    private static Step.Need need(Call call, Role role, String action, OperationConditions conditions) {
        return authorizer -> {
            var decision = authorizer.mayAssume(
                    call.context(),
                    call.caller().principal(),
                    action,
                    role.arn(),
                    role.naming().accountId(),
                    conditions.over(call.context()),
                    role.trust());
            if (decision instanceof Decision.Deny) {
                throw refused(call, action, role.arn());
            }
        };
    }

    private static Refusal refused(Call call, String action, String arn) {
        return QueryError.ACCESS_DENIED.saying(
                "User: " + call.caller().arn() + " is not authorized to perform: " + action + " on resource: " + arn);
    }
}
