package sealstead.s3;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import sealstead.crypto.Engines;

/// The canonical user id that S3's documents name an account by: 64 hex digits, made from the account id.
public final class Owner {
    private Owner() {}

    public static String canonicalId(String accountId) {
        var name = ("canonical-id:" + accountId).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Engines.sha256(name));
    }
}
