package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import sealstead.iam.Account;
import sealstead.iam.Accounts;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.wire.Query;

/// What `sealstead account` asks: accounts, and the service control policies that limit them.
public final class AccountPages {
    private static final int MAX_POLICY = 5120;

    private final Accounts accounts;

    public AccountPages(Accounts accounts) {
        this.accounts = accounts;
    }

    public Map<AdminOperation, AdminPage> all() {
        return Map.of(
                AdminOperation.CREATE_ACCOUNT, (query, body) -> create(query),
                AdminOperation.LIST_ACCOUNTS, (query, body) -> list(),
                AdminOperation.LIST_SERVICE_CONTROL_POLICIES, (query, body) -> limits(query),
                AdminOperation.PUT_SERVICE_CONTROL_POLICY, this::putLimit,
                AdminOperation.DELETE_SERVICE_CONTROL_POLICY, (query, body) -> deleteLimit(query));
    }

    /// `?id=`: twelve digits, or absent for a random one.
    private JsonNode create(Query query) throws IOException {
        var wanted = query.first("id");
        if (wanted.isPresent() && !Accounts.isAccountId(wanted.get())) {
            throw new IllegalArgumentException("an account id has twelve digits");
        }
        var key = accounts.create(wanted)
                .orElseThrow(() -> new IllegalArgumentException("there is an account " + wanted.orElse("")));
        return JsonNodeFactory.instance
                .objectNode()
                .put("accountId", key.principal().accountId())
                .put("accessKeyId", key.id())
                .put("secretAccessKey", new String(key.secret().exposeBytes(), StandardCharsets.UTF_8));
    }

    private JsonNode list() throws IOException {
        var document = JsonNodeFactory.instance.objectNode();
        var rows = document.putArray("accounts");
        for (var account : accounts.list()) {
            rows.addObject()
                    .put("accountId", account.id())
                    .put("alias", account.alias())
                    .put("created", account.created().toString())
                    .put("serviceControlPolicies", account.limits().size());
        }
        return document;
    }

    /// `?account=`.
    private JsonNode limits(Query query) throws IOException {
        var account = account(query);
        var document = JsonNodeFactory.instance.objectNode();
        var rows = document.putArray("policies");
        for (var limit : account.limits()) {
            rows.addObject()
                    .put("level", limit.level())
                    .put("name", limit.policy().name())
                    .put("document", limit.policy().document().text());
        }
        return document;
    }

    private Account account(Query query) throws IOException {
        var id = required(query, "account");
        return accounts.find(id).orElseThrow(() -> new IllegalArgumentException("there is no account " + id));
    }

    /// `?account=&level=&name=`, with the document as the body.
    private JsonNode putLimit(Query query, String text) throws IOException {
        var account = account(query);
        if (text.codePointCount(0, text.length()) > MAX_POLICY) {
            throw new IllegalArgumentException("a service control policy has at most 5120 characters");
        }
        try {
            var policy =
                    new NamedPolicy(required(query, "name"), PolicyDocument.parse(text, PolicyDocument.Kind.IDENTITY));
            accounts.putLimit(account.id(), new Account.ServiceControl(level(query), policy));
        } catch (MalformedPolicyException malformed) {
            throw new IllegalArgumentException(malformed.message(), malformed);
        }
        return done();
    }

    /// `?account=&level=&name=`.
    private JsonNode deleteLimit(Query query) throws IOException {
        var name = required(query, "name");
        int level = level(query);
        if (!accounts.deleteLimit(account(query).id(), level, name)) {
            throw new IllegalArgumentException("there is no service control policy " + name + " at level " + level);
        }
        return done();
    }

    private static ObjectNode done() {
        return JsonNodeFactory.instance.objectNode().put("done", true);
    }

    private static int level(Query query) {
        var text = query.first("level").orElse("0");
        if (!text.matches("[0-9]")) {
            throw new IllegalArgumentException("a level is 0 to 9, 0 for the organisation's root");
        }
        return Integer.parseInt(text);
    }

    private static String required(Query query, String name) {
        return query.first(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
    }
}
