package sealstead.iam.policy;

/// Who a question is about, as policies name principals.
///
/// @param accountId twelve digits; empty for nobody, for services and for web identities
/// @param arn the ARN that matches `Principal` elements and `aws:PrincipalArn`: of a role's session it is the role's;
///     of a web identity it is its provider
/// @param sessionArn what the caller is called in messages and matched by policies that name a session:
///     `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` or `...:federated-user/NAME`; for everybody else it is `arn`
/// @param service the service principal, such as `batchoperations.s3.amazonaws.com`; empty for everybody else
/// @param id the unique id of the user, or of the role whose session it is; empty for everybody else
/// @param sessionId `ROLE_ID:SESSION`; the same as `id` for a user
public record PrincipalName(
        Kind kind, String accountId, String arn, String sessionArn, String service, String id, String sessionId) {
    /// One without an id, whom policies that are kept name by ARN alone.
    public PrincipalName(Kind kind, String accountId, String arn, String sessionArn, String service) {
        this(kind, accountId, arn, sessionArn, service, "", "");
    }

    /// Whether a principal that is written somewhere is this very one.
    public boolean isItself(String written) {
        return !written.isEmpty() && (written.equals(sessionArn) || written.equals(sessionId));
    }

    /// Whether it is this one, or the role whose session it is.
    public boolean isOf(String written) {
        return isItself(written) || (!written.isEmpty() && (written.equals(arn) || written.equals(id)));
    }

    /// What a principal is.
    public enum Kind {
        ANONYMOUS,
        ROOT,
        USER,
        ROLE_SESSION,
        FEDERATED_USER,
        SERVICE,
        /// Somebody whom an identity provider vouches for; trust policies name the provider as `Federated`.
        WEB_IDENTITY
    }

    public static final PrincipalName NOBODY = new PrincipalName(Kind.ANONYMOUS, "", "", "", "");

    public static PrincipalName root(String accountId) {
        var arn = "arn:aws:iam::" + accountId + ":root";
        return new PrincipalName(Kind.ROOT, accountId, arn, arn, "");
    }

    public static PrincipalName service(String name) {
        return new PrincipalName(Kind.SERVICE, "", "", "", name);
    }

    /// @param provider as trust policies name it: `arn:aws:iam::ACCOUNT:oidc-provider/HOST`, or a bare host
    /// @param subject what messages call the caller
    public static PrincipalName webIdentity(String provider, String subject) {
        return new PrincipalName(Kind.WEB_IDENTITY, "", provider, subject, "");
    }

    /// Whether there are credentials of an account behind it, and so policies of its own.
    boolean belongsToAccount() {
        return switch (kind) {
            case ROOT, USER, ROLE_SESSION, FEDERATED_USER -> true;
            case ANONYMOUS, SERVICE, WEB_IDENTITY -> false;
        };
    }
}
