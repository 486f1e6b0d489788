package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import sealstead.iam.Account;
import sealstead.iam.Accounts;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.wire.Query;

/// What `sealstead account` asks: the accounts, and the service control policies that limit them.
public final class AccountPages {
    private static final int DEEPEST_LEVEL = 6;

    private final Accounts accounts;

    public AccountPages(Accounts accounts) {
        this.accounts = accounts;
    }

    /// `?id=N`, or a random id.
    public JsonNode create(Query query) throws IOException {
        var wanted = query.first("id").filter(id -> !id.isEmpty());
        if (wanted.filter(id -> !Accounts.isAccountId(id)).isPresent()) {
            throw new IllegalArgumentException("an account id has twelve digits");
        }
        var root = accounts.create(wanted)
                .orElseThrow(() -> new IllegalArgumentException(
                        wanted.map(id -> "there is an account " + id).orElse("try again")));
        return JsonNodeFactory.instance
                .objectNode()
                .put("accountId", root.principal().accountId())
                .put("accessKeyId", root.id())
                .put("secretAccessKey", new String(root.secret().exposeBytes(), StandardCharsets.UTF_8));
    }

    /// Without secrets.
    public JsonNode list(Query query) throws IOException {
        var document = JsonNodeFactory.instance.objectNode();
        var rows = document.putArray("accounts");
        for (var account : accounts.list()) {
            var row = rows.addObject()
                    .put("accountId", account.id())
                    .put("alias", account.alias())
                    .put("created", account.created().toString());
            var keys = row.putArray("accessKeyIds");
            account.rootKeys().forEach(key -> keys.add(key.id()));
        }
        return document;
    }

    /// `?id=N&name=NAME&level=L&document=JSON`.
    public JsonNode putLimit(Query query) throws IOException {
        var account = account(query);
        var name = required(query, "name");
        if (!name.matches("[\\w+=,.@ -]{1,128}")) {
            throw new IllegalArgumentException("the name of a policy has 1 to 128 letters, digits or +=,.@ -");
        }
        try {
            var policy = PolicyDocument.parse(required(query, "document"), PolicyDocument.Kind.IDENTITY);
            accounts.putLimit(account.id(), new Account.ServiceControl(level(query), new NamedPolicy(name, policy)));
        } catch (MalformedPolicyException malformed) {
            throw new IllegalArgumentException(malformed.message(), malformed);
        }
        return done();
    }

    /// `?id=N`.
    public JsonNode listLimits(Query query) throws IOException {
        var document = JsonNodeFactory.instance.objectNode();
        var rows = document.putArray("policies");
        for (var limit : account(query).limits()) {
            rows.addObject()
                    .put("level", limit.level())
                    .put("name", limit.policy().name())
                    .put("document", limit.policy().document().text());
        }
        return document;
    }

    /// `?id=N&name=NAME&level=L`.
    public JsonNode deleteLimit(Query query) throws IOException {
        var account = account(query);
        if (!accounts.deleteLimit(account.id(), level(query), required(query, "name"))) {
            throw new IllegalArgumentException("the account has no policy of that name at that level");
        }
        return done();
    }

    private Account account(Query query) throws IOException {
        var id = required(query, "id");
        return accounts.find(id).orElseThrow(() -> new IllegalArgumentException("there is no account " + id));
    }

    private static int level(Query query) {
        var level = query.first("level").orElse("0");
        if (!level.matches("[0-9]") || Integer.parseInt(level) > DEEPEST_LEVEL) {
            throw new IllegalArgumentException("a level is a number from 0 to " + DEEPEST_LEVEL);
        }
        return Integer.parseInt(level);
    }

    private static String required(Query query, String name) {
        return query.first(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new IllegalArgumentException("the parameter " + name + " is missing"));
    }

    private static ObjectNode done() {
        return JsonNodeFactory.instance.objectNode().put("done", true);
    }
}
