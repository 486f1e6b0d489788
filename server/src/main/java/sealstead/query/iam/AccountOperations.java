package sealstead.query.iam;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import sealstead.iam.Account;
import sealstead.iam.IdentityStore;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;

/// Operations on the account itself.
final class AccountOperations {
    private final IdentityStore identityStore;

    AccountOperations(IdentityStore identityStore) {
        this.identityStore = identityStore;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(IamOperation.GET_ACCOUNT_SUMMARY, this::getAccountSummary);
        all.put(IamOperation.LIST_ACCOUNT_ALIASES, this::listAccountAliases);
        all.put(IamOperation.CREATE_ACCOUNT_ALIAS, this::createAccountAlias);
        all.put(IamOperation.DELETE_ACCOUNT_ALIAS, this::deleteAccountAlias);
    }

    private Step.Ask getAccountSummary(Call call) throws IOException {
        return Step.needing(call, "*", new OperationConditions()).reply(out -> {
            var account = call.account();
            var own = identityStore.accounts().find(account);
            var summary = new TreeMap<String, Integer>();
            summary.put("Users", identityStore.users().count(account));
            summary.put("UsersQuota", Quota.USERS.most());
            summary.put("Groups", identityStore.groups().count(account));
            summary.put("GroupsQuota", Quota.GROUPS.most());
            summary.put("Roles", identityStore.roles().count(account));
            summary.put("RolesQuota", Quota.ROLES.most());
            summary.put("Policies", 0);
            summary.put("PolicyVersionsInUse", 0);
            identityStore.policies().forEach(account, policy -> {
                summary.merge("Policies", 1, Integer::sum);
                summary.merge("PolicyVersionsInUse", policy.versions().size(), Integer::sum);
            });
            summary.put("PoliciesQuota", Quota.POLICIES.most());
            summary.put("VersionsPerPolicyQuota", 5);
            summary.put("PolicyVersionsInUseQuota", 10_000);
            summary.put("GlobalEndpointTokenVersion", 1);
            summary.put("InstanceProfilesQuota", 1000);
            summary.put("ServerCertificatesQuota", 20);
            summary.put("SigningCertificatesPerUserQuota", 2);
            summary.put("PolicySizeQuota", Quota.MANAGED_POLICY_SIZE.most());
            summary.put("AssumeRolePolicySizeQuota", Quota.TRUST_POLICY_SIZE.most());
            summary.put("UserPolicySizeQuota", 2048);
            summary.put("GroupPolicySizeQuota", 5120);
            summary.put("RolePolicySizeQuota", 10_240);
            summary.put("GroupsPerUserQuota", Quota.GROUPS_OF_USER.most());
            summary.put("AccessKeysPerUserQuota", Quota.ACCESS_KEYS.most());
            summary.put("AttachedPoliciesPerUserQuota", Quota.ATTACHED_TO_USER.most());
            summary.put("AttachedPoliciesPerGroupQuota", Quota.ATTACHED_TO_GROUP.most());
            summary.put("AttachedPoliciesPerRoleQuota", Quota.ATTACHED_TO_ROLE.most());
            summary.put("Providers", identityStore.providers().count(account));
            summary.put(
                    "AccountAccessKeysPresent",
                    own.filter(known -> !known.rootKeys().isEmpty()).isPresent() ? 1 : 0);
            for (var absent : new String[] {
                "AccountMFAEnabled",
                "AccountPasswordPresent",
                "AccountSigningCertificatesPresent",
                "InstanceProfiles",
                "MFADevices",
                "MFADevicesInUse",
                "ServerCertificates"
            }) {
                summary.put(absent, 0);
            }
            out.begin("SummaryMap");
            summary.forEach((name, value) -> out.begin("entry")
                    .element("key", name)
                    .element("value", value)
                    .end());
            out.end();
        });
    }

    private Step.Ask listAccountAliases(Call call) throws IOException {
        return Step.needing(call, "*", new OperationConditions()).reply(out -> {
            out.begin("AccountAliases");
            identityStore
                    .accounts()
                    .find(call.account())
                    .map(Account::alias)
                    .filter(alias -> !alias.isEmpty())
                    .ifPresent(alias -> out.element("member", alias));
            out.end().element("IsTruncated", false);
        });
    }

    private static String alias(Call call) {
        var alias = call.form().required("AccountAlias", 3, 63);
        if (!alias.matches("[a-z0-9]([a-z0-9]|-(?!-))*[a-z0-9]") || alias.matches("[0-9]{12}")) {
            throw QueryError.constraint(
                    "AccountAlias",
                    "Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$");
        }
        return alias;
    }

    private Step.Ask createAccountAlias(Call call) throws IOException {
        var alias = alias(call);
        return Step.needing(call, "*", new OperationConditions()).silently(() -> {
            if (!identityStore.giveAlias(call.account(), alias)) {
                throw QueryError.ALREADY_EXISTS.saying("The account alias " + alias + " already exists.");
            }
        });
    }

    private Step.Ask deleteAccountAlias(Call call) throws IOException {
        var alias = alias(call);
        return Step.needing(call, "*", new OperationConditions()).silently(() -> {
            var own = identityStore
                    .accounts()
                    .find(call.account())
                    .map(Account::alias)
                    .orElse("");
            if (!own.equals(alias)) {
                throw QueryError.NO_SUCH_ENTITY.saying("The account alias " + alias + " cannot be found.");
            }
            identityStore.takeAlias(call.account(), alias);
        });
    }
}
