package sealstead.iam.policy;

/// Who a question is about, as policies name principals.
///
/// @param accountId twelve digits; empty for nobody and for services
/// @param arn the ARN that matches `Principal` elements and `aws:PrincipalArn`: of a role's session it is the role's
/// @param sessionArn what the caller is called in messages and matched by policies that name a session:
///     `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` or `...:federated-user/NAME`; for everybody else it is `arn`
/// @param service the service principal, such as `batchoperations.s3.amazonaws.com`; empty for everybody else
public record PrincipalName(Kind kind, String accountId, String arn, String sessionArn, String service) {
    /// What a principal is.
    public enum Kind {
        ANONYMOUS,
        ROOT,
        USER,
        ROLE_SESSION,
        FEDERATED_USER,
        SERVICE
    }

    public static final PrincipalName NOBODY = new PrincipalName(Kind.ANONYMOUS, "", "", "", "");

    public static PrincipalName root(String accountId) {
        var arn = "arn:aws:iam::" + accountId + ":root";
        return new PrincipalName(Kind.ROOT, accountId, arn, arn, "");
    }

    public static PrincipalName service(String name) {
        return new PrincipalName(Kind.SERVICE, "", "", "", name);
    }
}
