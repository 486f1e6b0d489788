package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import sealstead.kms.KeyAuthorization.AllowedAccount;
import sealstead.kms.KeyAuthorization.AllowedKey;

/// ListGrants and ListRetirableGrants.
final class GrantLists {
    private final EmbeddedKms kms;

    GrantLists(EmbeddedKms kms) {
        this.kms = kms;
    }

    void addTo(KmsHandlers all) {
        all.onKey(KmsOperation.LIST_GRANTS, this::listGrants);
        all.onAccount(KmsOperation.LIST_RETIRABLE_GRANTS, this::listRetirableGrants);
    }

    private Asked<AllowedKey> listGrants(KmsInput input) {
        int limit = input.integer("Limit", 1, 100).orElse(50);
        return Asked.of(allowed -> {
            var key = allowed.key();
            var id = input.text("GrantId");
            var grantee = input.text("GranteePrincipal")
                    .or(() -> input.text("GranteeServicePrincipal"))
                    .map(this::names);
            var all = key.grants().stream()
                    .filter(grant -> id.isEmpty() || grant.id().equals(id.get()))
                    .filter(grant -> grantee.isEmpty() || grantee.get().contains(grant.grantee()))
                    .map(grant -> new Of(key, grant))
                    .toList();
            return page(KmsPage.of(kms, KmsOperation.LIST_GRANTS, input), all, limit);
        });
    }

    private Asked<AllowedAccount> listRetirableGrants(KmsInput input) {
        int limit = input.integer("Limit", 1, 100).orElse(50);
        var retiring = names(GrantRequest.checkedPrincipal(input.required("RetiringPrincipal", 256)));
        return Asked.of(account -> {
            var all = new ArrayList<Of>();
            // Of the caller's account and region, as AWS has it: nobody sees another account's grants, or walks through
            // them.
            kms.keys()
                    .walkWhole(
                            account.id(),
                            account.region(),
                            key -> key.grants().stream()
                                    .filter(grant -> retiring.contains(grant.retiring()))
                                    .forEach(grant -> all.add(new Of(key, grant))));
            return page(KmsPage.of(kms, KmsOperation.LIST_RETIRABLE_GRANTS, input), all, limit);
        });
    }

    /// What a principal may be called in a grant.
    private Set<String> names(String principal) {
        try {
            var names = new HashSet<String>();
            names.add(principal);
            kms.principals().kept(principal).ifPresent(names::add);
            return names;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String shown(String principal) {
        try {
            return kms.principals().shown(principal);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private record Of(KmsKey key, KeyGrant grant) {
        /// By when it was made.
        String place() {
            return String.format(Locale.ROOT, "%016x/%s", grant.created().toEpochMilli(), grant.id());
        }
    }

    private ObjectNode page(KmsPage pages, List<Of> found, int limit) {
        // In an order in which a grant that has gone meanwhile still has its place.
        var all = found.stream().sorted(Comparator.comparing(Of::place)).toList();
        int from = 0;
        while (from < all.size() && all.get(from).place().compareTo(pages.after()) <= 0) {
            from++;
        }
        int to = Math.min(all.size(), from + limit);
        var reply = JsonNodeFactory.instance.objectNode();
        var rows = reply.putArray("Grants");
        for (var shown : all.subList(from, to)) {
            describe(rows.addObject(), shown.key(), shown.grant());
        }
        pages.truncate(reply, to < all.size(), to == 0 ? "" : all.get(to - 1).place());
        return reply;
    }

    private void describe(ObjectNode row, KmsKey key, KeyGrant grant) {
        row.put("KeyId", key.arn())
                .put("GrantId", grant.id())
                .put("CreationDate", KeyOperations.seconds(grant.created()))
                .put("IssuingAccount", "arn:aws:iam::" + grant.issuer() + ":root")
                .put(
                        KeyGrant.isService(grant.grantee()) ? "GranteeServicePrincipal" : "GranteePrincipal",
                        shown(grant.grantee()));
        if (!grant.name().isEmpty()) {
            row.put("Name", grant.name());
        }
        if (!grant.retiring().isEmpty()) {
            row.put(
                    KeyGrant.isService(grant.retiring()) ? "RetiringServicePrincipal" : "RetiringPrincipal",
                    shown(grant.retiring()));
        }
        var operations = row.putArray("Operations");
        grant.operations().forEach(operations::add);
        if (grant.contextEquals().isPresent() || grant.contextSubset().isPresent()) {
            var constraints = row.putObject("Constraints");
            grant.contextEquals().ifPresent(pairs -> put(constraints.putObject("EncryptionContextEquals"), pairs));
            grant.contextSubset().ifPresent(pairs -> put(constraints.putObject("EncryptionContextSubset"), pairs));
        }
    }

    private static void put(ObjectNode object, Map<String, String> pairs) {
        new TreeMap<>(pairs).forEach(object::put);
    }
}
