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
import sealstead.query.Facts;
import sealstead.query.Operation;
import sealstead.query.Paging;
import sealstead.query.Permission;
import sealstead.query.QueryError;
import sealstead.xml.XmlWriter;

/// Operations on users' access keys.
final class AccessKeyOperations {
    private static final List<String> STATUSES = List.of("Active", "Inactive");

    private final IdentityStore directory;
    private final Permission permission;
    private final Targets targets;
    private final LastUse lastUse;

    AccessKeyOperations(IdentityStore directory, Permission permission, Targets targets, LastUse lastUse) {
        this.directory = directory;
        this.permission = permission;
        this.targets = targets;
        this.lastUse = lastUse;
    }

    void addTo(Map<IamOperation, Operation> all) {
        all.put(IamOperation.CREATE_ACCESS_KEY, this::createAccessKey);
        all.put(IamOperation.UPDATE_ACCESS_KEY, Operation.silent(this::updateAccessKey));
        all.put(IamOperation.DELETE_ACCESS_KEY, Operation.silent(this::deleteAccessKey));
        all.put(IamOperation.LIST_ACCESS_KEYS, this::listAccessKeys);
        all.put(IamOperation.GET_ACCESS_KEY_LAST_USED, this::getAccessKeyLastUsed);
    }

    private void createAccessKey(Call call, XmlWriter out) throws IOException {
        var user = targets.userOrCaller(call);
        var key = directory
                .createKey(
                        user, current -> Quota.ACCESS_KEYS.check(current.keys().size()))
                .orElseThrow(() -> Targets.noUser(user.name()));
        out.begin("AccessKey")
                .element("UserName", user.name())
                .element("AccessKeyId", key.id())
                .element("Status", status(key))
                .element("SecretAccessKey", new String(key.secret().exposeBytes(), StandardCharsets.US_ASCII))
                .element("CreateDate", EntityXml.time(key.created()))
                .end();
    }

    private static String status(User.Key key) {
        return key.active() ? "Active" : "Inactive";
    }

    private void updateAccessKey(Call call) throws IOException {
        var keyId = call.form().required("AccessKeyId", 16, 128);
        call.form().required("Status");
        boolean active = call.form().choice("Status", STATUSES).equals(Optional.of("Active"));
        var user = targets.userOrCaller(call);
        checkHas(user, keyId);
        directory.users().update(user.id(), current -> {
            checkHas(current, keyId);
            return current.withKeys(current.keys().stream()
                    .map(key ->
                            key.id().equals(keyId) ? new User.Key(key.id(), key.secret(), active, key.created()) : key)
                    .toList());
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

    private void deleteAccessKey(Call call) throws IOException {
        var keyId = call.form().required("AccessKeyId", 16, 128);
        var user = targets.userOrCaller(call);
        checkHas(user, keyId);
        directory.deleteKey(user, keyId);
        lastUse.forget(keyId);
    }

    private void listAccessKeys(Call call, XmlWriter out) throws IOException {
        var user = targets.userOrCaller(call);
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
    }

    private void getAccessKeyLastUsed(Call call, XmlWriter out) throws IOException {
        var keyId = call.form().required("AccessKeyId", 16, 128);
        var owner = directory
                .ownerOf(keyId)
                .filter(user -> user.naming().accountId().equals(call.account()));
        var facts = new Facts();
        owner.ifPresent(user -> facts.resourceTags("iam", user.naming().tags()));
        permission.check(call, owner.map(User::arn).orElse("*"), facts);
        var user = owner.orElseThrow(
                () -> QueryError.ACCESS_DENIED.saying("User: " + call.caller().arn()
                        + " is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key " + keyId));
        out.element("UserName", user.name()).begin("AccessKeyLastUsed");
        var use = lastUse.of(keyId);
        use.ifPresent(known -> out.element("LastUsedDate", EntityXml.time(known.time())));
        out.element("ServiceName", use.map(LastUse.Use::service).orElse("N/A"))
                .element("Region", use.map(LastUse.Use::region).orElse("N/A"))
                .end();
    }
}
