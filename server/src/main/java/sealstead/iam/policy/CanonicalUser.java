package sealstead.iam.policy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import sealstead.crypto.CipherPool;

/// The canonical user id that S3 names an account by: 64 hex digits, made from the account id. A policy that names
/// one names the account.
public final class CanonicalUser {
    private static final String IAM = "arn:aws:iam::";
    private static final String ROOT = ":root";

    private CanonicalUser() {}

    public static String of(String accountId) {
        return HexFormat.of()
                .formatHex(CipherPool.sha256(("canonical-id:" + accountId).getBytes(StandardCharsets.UTF_8)));
    }

    /// How S3 shows who did something: a root user as its account, everybody else by the ARN.
    public static String shown(String arn) {
        return arn.startsWith(IAM) && arn.endsWith(ROOT)
                ? of(arn.substring(IAM.length(), arn.length() - ROOT.length()))
                : arn;
    }
}
