package sealstead.query.iam;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.Account;
import sealstead.iam.AttachedPolicies;
import sealstead.iam.Entity;
import sealstead.iam.Identities;
import sealstead.iam.IdentityStore;
import sealstead.iam.Role;
import sealstead.iam.User;
import sealstead.iam.UserGroup;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.iam.policy.PrincipalName;
import sealstead.query.Call;
import sealstead.query.Form;
import sealstead.query.OperationConditions;
import sealstead.query.Paging;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;
import sealstead.xml.XmlWriter;

/// SimulateCustomPolicy and SimulatePrincipalPolicy: the policy engine's own answers to questions that nobody asked in
/// earnest.
final class SimulationOperations {
    /// What one page may take, in characters of policy that are looked at.
    private static final long WORK_OF_PAGE = 32 * 1024 * 1024;
    /// What a character of the answer counts for, so that no answer is larger than two megabytes.
    private static final long WORK_OF_CHARACTER = 16;

    private final IdentityStore identityStore;
    private final Identities identities;

    SimulationOperations(IdentityStore identityStore, Identities identities) {
        this.identityStore = identityStore;
        this.identities = identities;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(IamOperation.SIMULATE_CUSTOM_POLICY, this::simulateCustomPolicy);
        all.put(IamOperation.SIMULATE_PRINCIPAL_POLICY, this::simulatePrincipalPolicy);
    }

    private Step.Ask simulateCustomPolicy(Call call) {
        call.form().required("PolicyInputList.member.1");
        return Step.needing(call, "*", new OperationConditions()).reply(out -> {
            var source =
                    new Source(simulated(call), given(call.form(), "PolicyInputList"), Optional.empty(), List.of());
            answer(call, source, out);
        });
    }

    /// Who is meant if nobody is named.
    private static PrincipalName simulated(Call call) {
        var arn = Targets.arn(call, "user/simulated");
        return new PrincipalName(PrincipalName.Kind.USER, call.account(), arn, arn, "");
    }

    private Step.Ask simulatePrincipalPolicy(Call call) throws IOException {
        var arn = call.form().required("PolicySourceArn", 20, 2048);
        var conditions = new OperationConditions().resourceTags("iam", tags(call, arn));
        return Step.needing(call, arn, conditions).reply(out -> {
            var source = source(call, arn);
            var policies = new ArrayList<>(source.identity());
            policies.addAll(given(call.form(), "PolicyInputList"));
            answer(call, new Source(source.principal(), policies, source.boundary(), source.limits()), out);
        });
    }

    /// The tags of the user or role with that ARN; nothing else that can be simulated has any.
    private Map<String, String> tags(Call call, String arn) throws IOException {
        var name = arn.substring(arn.lastIndexOf('/') + 1);
        if (arn.startsWith(Targets.arn(call, "user/"))) {
            return tags(identityStore.users().named(call.account(), name), arn);
        }
        return arn.startsWith(Targets.arn(call, "role/"))
                ? tags(identityStore.roles().named(call.account(), name), arn)
                : Map.of();
    }

    private static Map<String, String> tags(Optional<? extends Entity<?>> named, String arn) {
        return named.filter(found -> found.arn().equals(arn))
                .<Map<String, String>>map(found -> found.naming().tags())
                .orElse(Map.of());
    }

    /// A principal and what it has.
    private record Source(
            PrincipalName principal,
            List<NamedPolicy> identity,
            Optional<NamedPolicy> boundary,
            List<List<NamedPolicy>> limits) {}

    private Source source(Call call, String arn) throws IOException {
        var name = arn.substring(arn.lastIndexOf('/') + 1);
        var account = call.account();
        var limits = identityStore
                .accounts()
                .find(account)
                .map(Account::serviceControl)
                .orElse(List.of());
        if (arn.startsWith(Targets.arn(call, "user/"))) {
            var user = identityStore
                    .users()
                    .named(account, name)
                    .filter(found -> found.arn().equals(arn))
                    .orElseThrow(() -> Targets.noUser(name));
            return ofUser(user, limits);
        }
        if (arn.startsWith(Targets.arn(call, "role/"))) {
            var role = identityStore
                    .roles()
                    .named(account, name)
                    .filter(found -> found.arn().equals(arn))
                    .orElseThrow(() -> Targets.noRole(name));
            return new Source(
                    roleItself(role),
                    identities.own(role.permissions()),
                    identities.boundary(role.permissions()),
                    limits);
        }
        if (arn.startsWith(Targets.arn(call, "group/"))) {
            var group = identityStore
                    .groups()
                    .named(account, name)
                    .filter(found -> found.arn().equals(arn))
                    .orElseThrow(() -> Targets.noGroup(name));
            return new Source(simulated(call), own(group), Optional.empty(), limits);
        }
        throw QueryError.INVALID_INPUT.saying(
                "Invalid Entity Arn: " + arn + " does not clearly define entity type and name.");
    }

    private Source ofUser(User user, List<List<NamedPolicy>> limits) throws IOException {
        var policies = identities.ofUser(user);
        return new Source(user.principal(), policies.identity(), policies.boundary(), limits);
    }

    private List<NamedPolicy> own(UserGroup group) throws IOException {
        AttachedPolicies permissions = group.permissions();
        return identities.own(permissions);
    }

    private static PrincipalName roleItself(Role role) {
        return new PrincipalName(
                PrincipalName.Kind.ROLE_SESSION,
                role.naming().accountId(),
                role.arn(),
                role.arn(),
                "",
                role.id(),
                role.id());
    }

    private static List<NamedPolicy> given(Form form, String parameter) {
        var policies = new ArrayList<NamedPolicy>();
        for (var text : form.list(parameter)) {
            policies.add(new NamedPolicy(
                    parameter + "." + (policies.size() + 1),
                    Documents.parse(text, parameter, PolicyDocument.Kind.IDENTITY)));
        }
        return policies;
    }

    private void answer(Call call, Source source, XmlWriter out) throws IOException {
        var form = call.form();
        form.required("ActionNames.member.1");
        var boundaries = given(form, "PermissionsBoundaryPolicyInputList");
        if (boundaries.size() > 1) {
            throw QueryError.INVALID_INPUT.saying("Only one permissions boundary can be simulated.");
        }
        var resource = form.text("ResourcePolicy")
                .map(text -> new NamedPolicy(
                        "ResourcePolicy", Documents.parse(text, "ResourcePolicy", PolicyDocument.Kind.BUCKET)));
        var principal = form.text("CallerArn").map(SimulationOperations::user).orElse(source.principal());
        var simulation = new Simulation(
                principal,
                source.identity(),
                boundaries.isEmpty() ? source.boundary() : Optional.of(boundaries.getFirst()),
                source.limits(),
                resource,
                form.text("ResourceOwner").map(SimulationOperations::account).orElse(call.account()),
                Simulation.context(form));
        var given = form.list("ResourceArns");
        var resources = given.isEmpty() ? List.of("*") : given;
        resources.forEach(arn -> Form.bounded(arn, "ResourceArns", 1, 2048));
        var actions = form.list("ActionNames");
        for (var action : actions) {
            if (!action.matches("[a-zA-Z0-9-]{1,64}:[a-zA-Z0-9*?]{1,128}")) {
                throw QueryError.INVALID_INPUT.saying("Invalid Action name: " + action);
            }
        }
        // Every action with every resource: what is asked for are millions, what is shown is a page.
        long questions = (long) actions.size() * resources.size();
        Paging.writeMade(call, out, "EvaluationResults", questions, WORK_OF_PAGE, (number, page) -> {
            var action = actions.get((int) (number / resources.size()));
            var arn = resources.get((int) (number % resources.size()));
            var result = simulation.ask(action, arn);
            result.write(page);
            return simulation.work(arn) + result.characters() * WORK_OF_CHARACTER;
        });
    }

    private static PrincipalName user(String arn) {
        if (!arn.matches("arn:aws:iam::[0-9]{12}:user/.+")) {
            throw QueryError.INVALID_INPUT.saying("Invalid CallerArn: " + arn);
        }
        return new PrincipalName(PrincipalName.Kind.USER, arn.split(":", -1)[4], arn, arn, "");
    }

    private static String account(String owner) {
        var parts = owner.split(":", -1);
        return parts.length >= 5 ? parts[4] : owner;
    }
}
