package sealstead.iam;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import sealstead.crypto.SecretBytes;

/// Makes the ids and secrets of IAM, which look like AWS's.
public final class Ids {
    private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int ID_LENGTH = 17;
    private static final int KEY_ID_LENGTH = 16;
    private static final int SECRET_LENGTH = 40;

    private final SecureRandom random;

    public Ids(SecureRandom random) {
        this.random = random;
    }

    public String user() {
        return "AIDA" + letters(ID_LETTERS, ID_LENGTH);
    }

    public String group() {
        return "AGPA" + letters(ID_LETTERS, ID_LENGTH);
    }

    public String role() {
        return "AROA" + letters(ID_LETTERS, ID_LENGTH);
    }

    public String policy() {
        return "ANPA" + letters(ID_LETTERS, ID_LENGTH);
    }

    /// Issuers of web identities have no id of their own in AWS; ours never shows.
    public String provider() {
        return "OIDC" + letters(ID_LETTERS, ID_LENGTH);
    }

    String account() {
        return Long.toString(100_000_000_000L + (random.nextLong() >>> 1) % 900_000_000_000L);
    }

    /// The id of a long-term access key.
    String accessKey() {
        return "AKIA" + letters(ID_LETTERS, KEY_ID_LENGTH);
    }

    /// The id of a temporary access key.
    String temporaryAccessKey() {
        return Credentials.TEMPORARY + letters(ID_LETTERS, KEY_ID_LENGTH);
    }

    SecretBytes secret() {
        return SecretBytes.takeOver(letters(SECRET_LETTERS, SECRET_LENGTH).getBytes(StandardCharsets.US_ASCII));
    }

    private String letters(String alphabet, int count) {
        var text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
