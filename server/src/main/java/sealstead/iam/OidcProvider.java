package sealstead.iam;

import java.util.List;

/// An issuer of web identities that an account's roles may trust.
///
/// @param naming its name is the issuer's URL without `https://`
/// @param clientIds the audiences that are accepted
/// @param thumbprints of the issuer's certificate authority; kept and shown, since certificates are checked against the
///     Java trust store
public record OidcProvider(Naming naming, List<String> clientIds, List<String> thumbprints)
        implements Entity<OidcProvider> {
    public OidcProvider {
        clientIds = List.copyOf(clientIds);
        thumbprints = List.copyOf(thumbprints);
    }

    @Override
    public String arn() {
        return "arn:aws:iam::" + naming.accountId() + ":oidc-provider/" + naming.name();
    }

    @Override
    public OidcProvider with(Naming changed) {
        return new OidcProvider(changed, clientIds, thumbprints);
    }

    public OidcProvider withClientIds(List<String> changed) {
        return new OidcProvider(naming, changed, thumbprints);
    }

    public OidcProvider withThumbprints(List<String> changed) {
        return new OidcProvider(naming, clientIds, changed);
    }
}
