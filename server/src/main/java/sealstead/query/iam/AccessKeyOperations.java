package sealstead.query.iam;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.IdentityStore;
import sealstead.iam.LastUse;
import sealstead.iam.User;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.Paging;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;

/// Operations on users' access keys.
final class AccessKeyOperations {
    private static final List<String> STATUSES = List.of("Active", "Inactive");

    private final IdentityStore identityStore;
    private final Targets targets;
    private final LastUse lastUse;

    AccessKeyOperations(IdentityStore identityStore, Targets targets, LastUse lastUse) {
        this.identityStore = identityStore;
        this.targets = targets;
        this.lastUse = lastUse;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(IamOperation.CREATE_ACCESS_KEY, this::createAccessKey);
        all.put(IamOperation.UPDATE_ACCESS_KEY, this::updateAccessKey);
        all.put(IamOperation.DELETE_ACCESS_KEY, this::deleteAccessKey);
        all.put(IamOperation.LIST_ACCESS_KEYS, this::listAccessKeys);
        all.put(IamOperation.GET_ACCESS_KEY_LAST_USED, this::getAccessKeyLastUsed);
    }

    private Step.Ask createAccessKey(Call call) throws IOException {
        return targets.userOrCaller(call).reply((user, out) -> {
            var key = identityStore
                    .createKey(
                            user,
                            current -> Quota.ACCESS_KEYS.check(current.keys().size()))
                    .orElseThrow(() -> Targets.noUser(user.name()));
            out.begin("AccessKey")
                    .element("UserName", user.name())
                    .element("AccessKeyId", key.id())
                    .element("Status", status(key))
                    .element("SecretAccessKey", new String(key.secret().exposeBytes(), StandardCharsets.US_ASCII))
                    .element("CreateDate", EntityXml.time(key.created()))
                    .end();
        });
    }

    private static String status(User.Key key) {
        return key.active() ? "Active" : "Inactive";
    }

    private Step.Ask updateAccessKey(Call call) throws IOException {
        var keyId = call.form().required("AccessKeyId", 16, 128);
        call.form().required("Status");
        boolean active = call.form().choice("Status", STATUSES).equals(Optional.of("Active"));
        return targets.userOrCaller(call).silently(user -> {
            checkHas(user, keyId);
            identityStore.users().update(user.id(), current -> {
                checkHas(current, keyId);
                return current.withKeys(current.keys().stream()
                        .map(key -> key.id().equals(keyId)
                                ? new User.Key(key.id(), key.secret(), active, key.created())
                                : key)
                        .toList());
            });
        });
    }

    private static void checkHas(User user, String keyId) {
        if (user.key(keyId).isEmpty()) {
            throw noKey(keyId);
        }
    }

    private static sealstead.wire.Refusal noKey(String keyId) {
        return QueryError.NO_SUCH_ENTITY.saying("The Access Key with id " + keyId + " cannot be found.");
    }

    private Step.Ask deleteAccessKey(Call call) throws IOException {
        var keyId = call.form().required("AccessKeyId", 16, 128);
        return targets.userOrCaller(call).silently(user -> {
            checkHas(user, keyId);
            identityStore.deleteKey(user, keyId);
            lastUse.forget(keyId);
        });
    }

    private Step.Ask listAccessKeys(Call call) throws IOException {
        return targets.userOrCaller(call).reply((user, out) -> {
            var keys = user.keys().stream()
                    .sorted(java.util.Comparator.comparing(User.Key::id))
                    .toList();
            Paging.write(
                    call,
                    out,
                    "AccessKeyMetadata",
                    keys,
                    User.Key::id,
                    (key, item) -> item.element("UserName", user.name())
                            .element("AccessKeyId", key.id())
                            .element("Status", status(key))
                            .element("CreateDate", EntityXml.time(key.created())));
        });
    }

    private Step.Ask getAccessKeyLastUsed(Call call) throws IOException {
        var keyId = call.form().required("AccessKeyId", 16, 128);
        var owner = identityStore
                .ownerOf(keyId)
                .filter(user -> user.naming().accountId().equals(call.account()));
        var conditions = new OperationConditions();
        owner.ifPresent(user -> conditions.resourceTags("iam", user.naming().tags()));
        var needs = Step.needing(call, owner.map(User::arn).orElse("*"), conditions);
        return new Sought<>(
                        needs,
                        owner,
                        () -> QueryError.ACCESS_DENIED.saying("User: "
                                + call.caller().arn()
                                + " is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key "
                                + keyId))
                .reply((user, out) -> {
                    out.element("UserName", user.name()).begin("AccessKeyLastUsed");
                    var use = lastUse.of(keyId);
                    use.ifPresent(known -> out.element("LastUsedDate", EntityXml.time(known.time())));
                    out.element(
                                    "ServiceName",
                                    use.map(LastUse.LatestUse::service).orElse("N/A"))
                            .element(
                                    "Region", use.map(LastUse.LatestUse::region).orElse("N/A"))
                            .end();
                });
    }
}
