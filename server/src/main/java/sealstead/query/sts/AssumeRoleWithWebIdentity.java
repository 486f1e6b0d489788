package sealstead.query.sts;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sealstead.auth.oidc.IdentityToken;
import sealstead.auth.oidc.InvalidTokenException;
import sealstead.auth.oidc.Issuers;
import sealstead.iam.Caller;
import sealstead.iam.IdentityStore;
import sealstead.iam.OidcProvider;
import sealstead.iam.RequestContext;
import sealstead.iam.Role;
import sealstead.iam.Sessions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.PrincipalName;
import sealstead.query.Form;
import sealstead.query.OperationConditions;
import sealstead.query.QueryError;
import sealstead.query.QueryProtocol;
import sealstead.query.Step;
import sealstead.wire.Refusal;
import sealstead.wire.Request;

/// AssumeRoleWithWebIdentity: a session of a role for whom an issuer vouches. Nobody signs the request: the token in it
/// stands for the signature, so that until it is proven nothing is told but that it is wrong.
final class AssumeRoleWithWebIdentity {
    private static final int USUAL = 3600;
    private static final String ACTION =
            StsOperation.ASSUME_ROLE_WITH_WEB_IDENTITY.actions().getFirst();

    private final IdentityStore identityStore;
    private final Sessions sessions;
    private final Issuers issuers;
    private final Clock clock;
    private final String region;

    AssumeRoleWithWebIdentity(
            IdentityStore identityStore, Sessions sessions, Issuers issuers, Clock clock, String region) {
        this.identityStore = identityStore;
        this.sessions = sessions;
        this.issuers = issuers;
        this.clock = clock;
        this.region = region;
    }

    /// The operation as nobody signed it.
    QueryProtocol.Unsigned unsigned(Request request) {
        var context = new RequestContext(
                request.id(),
                new Caller.Anonymous(),
                request.peer(),
                request.headers(),
                clock.instant(),
                region,
                RequestContext.SignatureFacts.NONE);
        return new QueryProtocol.Unsigned(
                StsOperation.ASSUME_ROLE_WITH_WEB_IDENTITY, context, form -> read(context, form));
    }

    private Step.Ask read(RequestContext unsigned, Form form) throws IOException {
        var arn = SessionRequest.text(form.required("RoleArn"), "RoleArn", 20, 2048);
        var sessionName = SessionRequest.name(form, "RoleSessionName", 64);
        var lasts = SessionRequest.duration(form, USUAL, AssumeRole.MAX_SECONDS);
        var given = form.required("WebIdentityToken", 4, 20_000);
        if (form.text("ProviderId").isPresent()) {
            throw QueryError.VALIDATION.saying(
                    "Only OpenID Connect ID tokens are supported; ProviderId must be absent.");
        }
        var role = AssumeRole.find(identityStore, arn);
        var account = arn.split(":", -1)[4];
        var token = proven(account, given);
        var assumed = role.orElseThrow(AssumeRoleWithWebIdentity::refused);
        return new Step.Needs(List.of(need(unsigned, assumed, sessionName, token))).reply(out -> {
            if (lasts.toSeconds() > assumed.maxSessionSeconds()) {
                throw QueryError.VALIDATION.saying(
                        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
            }
            var limits = SessionRequest.limits(form, identityStore, account);
            var marks =
                    new Sessions.Marks(Map.of(), List.of(), "", token.provider().arn());
            var issued = sessions.ofRole(assumed, sessionName, lasts, limits, marks);
            int packed = SessionRequest.packedSize(issued);
            CredentialsXml.write(issued, out);
            out.element("SubjectFromWebIdentityToken", token.claims().subject());
            CredentialsXml.writeRole(issued, out);
            if (!limits.isNone()) {
                out.element("PackedPolicySize", packed);
            }
            out.element("Provider", token.provider().arn()).element("Audience", token.audience());
        });
    }

    private static Refusal refused() {
        return QueryError.ACCESS_DENIED.saying("Not authorized to perform " + ACTION);
    }

    /// A token that its issuer signed for one of the provider's audiences.
    private record Proven(OidcProvider provider, IdentityToken claims, String audience) {}

    private Proven proven(String account, String given) throws IOException {
        try {
            var token = IdentityToken.parse(given);
            var provider = provider(account, token.issuer());
            var issuer = issuers.registered(provider.name());
            if (!stripped(token.issuer()).equals(issuer.url())) {
                throw noProvider();
            }
            token.verify(issuers, issuer);
            token.checkTimes(clock.instant());
            var audience = audience(provider, token);
            if (token.subject().isEmpty()) {
                throw invalid("Missing a required claim: sub");
            }
            return new Proven(provider, token, audience);
        } catch (InvalidTokenException refused) {
            throw switch (refused.fault()) {
                case INVALID -> invalid(refused.message());
                case EXPIRED -> QueryError.EXPIRED_WEB_IDENTITY.saying(refused.message());
                case UNREACHABLE -> QueryError.IDP_COMMUNICATION.saying(refused.message());
            };
        }
    }

    private OidcProvider provider(String account, String issuer) throws IOException {
        int scheme = issuer.indexOf("://");
        Optional<OidcProvider> found = scheme < 0
                ? Optional.empty()
                : identityStore.providers().named(account, stripped(issuer.substring(scheme + 3)));
        return found.orElseThrow(AssumeRoleWithWebIdentity::noProvider);
    }

    private static Refusal noProvider() {
        return invalid("No OpenIDConnect provider found in your account for the issuer of the token");
    }

    private static String stripped(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /// The audience that the token was made for, or the client that asked for it, if it says so.
    private static String audience(OidcProvider provider, IdentityToken token) {
        var azp = token.text("azp");
        List<String> named = azp.isEmpty() ? token.texts("aud") : List.of(azp);
        return named.stream()
                .filter(provider.clientIds()::contains)
                .findFirst()
                .orElseThrow(() -> invalid("Incorrect token audience"));
    }

    private static Refusal invalid(String message) {
        return QueryError.INVALID_IDENTITY_TOKEN.saying(message);
    }

    private static Step.Need need(RequestContext unsigned, Role role, String sessionName, Proven token) {
        var issuer = token.provider().name().toLowerCase(Locale.ROOT);
        var conditions = new OperationConditions()
                .with("sts:rolesessionname", sessionName)
                .with("aws:federatedprovider", token.provider().arn())
                .with(issuer + ":aud", token.audience())
                .with(issuer + ":sub", token.claims().subject())
                .with(issuer + ":amr", token.claims().texts("amr"))
                .resourceTags("iam", role.naming().tags());
        var who = PrincipalName.webIdentity(
                token.provider().arn(),
                token.provider().name() + ":" + token.claims().subject());
        return authorizer -> {
            var decision = authorizer.mayAssume(
                    unsigned,
                    who,
                    ACTION,
                    role.arn(),
                    role.naming().accountId(),
                    conditions.over(unsigned),
                    role.trust());
            if (decision instanceof Decision.Deny) {
                throw refused();
            }
        };
    }
}
