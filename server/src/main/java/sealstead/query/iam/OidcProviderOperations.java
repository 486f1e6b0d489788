package sealstead.query.iam;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sealstead.iam.IdentityStore;
import sealstead.iam.Naming;
import sealstead.iam.OidcProvider;
import sealstead.query.Call;
import sealstead.query.Form;
import sealstead.query.OperationConditions;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;
import sealstead.query.TagKeys;

/// Operations on the issuers of web identities.
final class OidcProviderOperations {
    private static final int MAX_CLIENT_ID = 255;
    private static final int MAX_CLIENT_IDS = 100;
    private static final int MAX_THUMBPRINTS = 5;

    private final IdentityStore identityStore;
    private final Targets targets;
    private final Clock clock;

    OidcProviderOperations(IdentityStore identityStore, Targets targets, Clock clock) {
        this.identityStore = identityStore;
        this.targets = targets;
        this.clock = clock;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(IamOperation.CREATE_OPEN_ID_CONNECT_PROVIDER, this::create);
        all.put(IamOperation.GET_OPEN_ID_CONNECT_PROVIDER, this::get);
        all.put(IamOperation.LIST_OPEN_ID_CONNECT_PROVIDERS, this::list);
        all.put(IamOperation.DELETE_OPEN_ID_CONNECT_PROVIDER, this::delete);
        all.put(IamOperation.UPDATE_OPEN_ID_CONNECT_PROVIDER_THUMBPRINT, this::updateThumbprint);
        all.put(IamOperation.ADD_CLIENT_ID_TO_OPEN_ID_CONNECT_PROVIDER, this::addClientId);
        all.put(IamOperation.REMOVE_CLIENT_ID_FROM_OPEN_ID_CONNECT_PROVIDER, this::removeClientId);
    }

    private Step.Ask create(Call call) throws IOException {
        var form = call.form();
        var name = issuer(form.required("Url", 1, 255));
        var clientIds = clientIds(form);
        var thumbprints = thumbprints(form);
        var tags = form.tags(TagKeys.OF_RESOURCES);
        var arn = Targets.arn(call, "oidc-provider/" + name);
        return Step.needingTags(
                        call, IamOperation.TAG_OPEN_ID_CONNECT_PROVIDER.action(), arn, tags, new OperationConditions())
                .reply(out -> {
                    Quota.PROVIDERS.check(identityStore.providers().count(call.account()));
                    var provider = new OidcProvider(
                            Naming.fresh(call.account(), identityStore.ids().provider(), "/", name, clock.instant())
                                    .withTags(tags),
                            clientIds,
                            thumbprints);
                    if (!identityStore.providers().create(provider)) {
                        throw QueryError.ALREADY_EXISTS.saying(
                                "Provider with url https://" + name + " already exists.");
                    }
                    out.element("OpenIDConnectProviderArn", provider.arn());
                    EntityXml.tags(provider.naming(), out);
                });
    }

    /// The name of an issuer: its URL without the scheme. It must be one that can be fetched from without
    /// surprises.
    private static String issuer(String url) {
        try {
            var uri = URI.create(url);
            boolean plain = uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && !uri.getRawPath().contains("..");
            if (plain && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                var rest = url.substring(url.indexOf("://") + 3);
                return rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
            }
        } catch (IllegalArgumentException notAUrl) {
            // refused below
        }
        throw QueryError.VALIDATION.saying("Invalid Open ID Connect Provider URL");
    }

    private static List<String> clientIds(Form form) {
        var ids = form.list("ClientIDList");
        if (ids.size() > MAX_CLIENT_IDS) {
            throw QueryError.LIMIT_EXCEEDED.saying(
                    "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: " + MAX_CLIENT_IDS);
        }
        if (ids.stream().anyMatch(id -> id.isEmpty() || id.length() > MAX_CLIENT_ID)) {
            throw QueryError.constraint(
                    "ClientIDList",
                    "Member must satisfy constraint: [Member must have length less than or equal to " + MAX_CLIENT_ID
                            + ", Member must have length greater than or equal to 1]");
        }
        return ids;
    }

    private static List<String> thumbprints(Form form) {
        var prints = form.list("ThumbprintList");
        if (prints.size() > MAX_THUMBPRINTS) {
            throw QueryError.INVALID_INPUT.saying(
                    "Thumbprint list must contain fewer than " + MAX_THUMBPRINTS + " entries.");
        }
        for (var print : prints) {
            if (print.length() != 40) {
                throw QueryError.constraint(
                        "ThumbprintList",
                        "Member must satisfy constraint: [Member must have length less than or equal to 40, Member must"
                                + " have length greater than or equal to 40]");
            }
            if (!print.matches("[0-9A-Fa-f]*")) {
                throw QueryError.constraint(
                        "ThumbprintList", "Member must satisfy regular expression pattern: [0-9A-Fa-f]*");
            }
        }
        return prints;
    }

    private Step.Ask get(Call call) throws IOException {
        return targets.provider(call).reply((provider, out) -> {
            out.element("Url", provider.name());
            out.begin("ClientIDList");
            provider.clientIds().forEach(id -> out.element("member", id));
            out.end().begin("ThumbprintList");
            provider.thumbprints().forEach(print -> out.element("member", print));
            out.end().element("CreateDate", EntityXml.time(provider.naming().created()));
            EntityXml.allTags(provider.naming(), out);
        });
    }

    private Step.Ask list(Call call) throws IOException {
        return Step.needing(call, Targets.arn(call, "oidc-provider/*"), new OperationConditions())
                .reply(out -> {
                    out.begin("OpenIDConnectProviderList");
                    identityStore
                            .providers()
                            .forEach(
                                    call.account(),
                                    provider -> out.begin("member")
                                            .element("Arn", provider.arn())
                                            .end());
                    out.end();
                });
    }

    private Step.Ask delete(Call call) throws IOException {
        return targets.provider(
                        call, new OperationConditions(), arn -> "OpenId connect Provider " + arn + " cannot be found.")
                .silently(provider -> {
                    identityStore.providers().delete(provider.id(), current -> {});
                });
    }

    private Step.Ask updateThumbprint(Call call) throws IOException {
        var prints = thumbprints(call.form());
        return targets.provider(call).silently(provider -> {
            identityStore.providers().update(provider.id(), current -> current.withThumbprints(prints));
        });
    }

    private Step.Ask addClientId(Call call) throws IOException {
        var id = call.form().required("ClientID", 1, MAX_CLIENT_ID);
        return targets.provider(call).silently(provider -> {
            identityStore.providers().update(provider.id(), current -> {
                var ids = new ArrayList<>(current.clientIds());
                if (!ids.contains(id)) {
                    ids.add(id);
                }
                if (ids.size() > MAX_CLIENT_IDS) {
                    throw QueryError.LIMIT_EXCEEDED.saying(
                            "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: " + MAX_CLIENT_IDS);
                }
                return current.withClientIds(ids);
            });
        });
    }

    private Step.Ask removeClientId(Call call) throws IOException {
        var id = call.form().required("ClientID", 1, MAX_CLIENT_ID);
        return targets.provider(call).silently(provider -> {
            identityStore
                    .providers()
                    .update(
                            provider.id(),
                            current -> current.withClientIds(current.clientIds().stream()
                                    .filter(known -> !known.equals(id))
                                    .toList()));
        });
    }
}
