package sealstead.kms;

import java.util.regex.Pattern;

/// Finds the key that an identifier names. Ids and alias names are the caller's own; another account's keys need
/// an ARN. Of what another account has nobody learns whether it is there who may not use it: what is not there is
/// refused as what is not allowed.
final class KeyNames {
    static final String AWS_MANAGED = "alias/aws/s3";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}");
    private static final Pattern ARN = Pattern.compile("arn:aws:kms:([a-z0-9-]*):([0-9]{12}):(key|alias)/(.+)");

    private final KmsKeys keys;
    private final Aliases aliases;

    KeyNames(KmsKeys keys, Aliases aliases) {
        this.keys = keys;
        this.aliases = aliases;
    }

    /// The key for a cryptographic operation or DescribeKey: every form is accepted.
    ///
    /// @param action that the caller must be allowed
    KmsKey any(Use use, String action, String name) {
        if (name.startsWith("alias/")) {
            return byAlias(use, action, use.caller().accountId(), name);
        }
        var arn = ARN.matcher(name);
        if (arn.matches() && arn.group(3).equals("alias")) {
            checkRegion(arn.group(1), use.region());
            return byAlias(use, action, arn.group(2), "alias/" + arn.group(4));
        }
        return idOrArn(use, action, name);
    }

    /// The key for a management operation: an id or a key ARN.
    ///
    /// @param action that the caller must be allowed
    KmsKey idOrArn(Use use, String action, String name) {
        var arn = ARN.matcher(name);
        if (arn.matches() && arn.group(3).equals("key")) {
            checkRegion(arn.group(1), use.region());
            return byId(use, action, arn.group(2), arn.group(4));
        }
        if (!ID.matcher(name).matches()) {
            throw KmsError.invalidKeyId(name);
        }
        return byId(use, action, use.caller().accountId(), name);
    }

    private static void checkRegion(String region, String here) {
        if (!region.equals(here)) {
            throw KmsError.wrongRegion(region);
        }
    }

    private KmsKey byId(Use use, String action, String account, String id) {
        var arn = KmsKey.arn(use.region(), account, id);
        return keys.find(account, id)
                .filter(key -> key.region().equals(use.region()))
                .orElseThrow(() -> absent(use, action, account, arn, KmsError.noSuchKey(arn)));
    }

    private KmsKey byAlias(Use use, String action, String account, String name) {
        var arn = aliasArn(use.region(), account, name);
        return aliases.find(account, use.region(), name)
                .flatMap(alias -> keys.find(account, alias.keyId()))
                .orElseThrow(() -> absent(use, action, account, arn, KmsError.noSuchAlias(arn)));
    }

    private static KmsException absent(Use use, String action, String account, String arn, KmsException own) {
        return account.equals(use.caller().accountId())
                ? own
                : KmsError.denied(use.caller().arn(), action, arn);
    }

    static String aliasArn(String region, String account, String name) {
        return "arn:aws:kms:" + region + ":" + account + ":" + name;
    }

    /// The alias in a name, with its `alias/`; empty if it is none.
    static String alias(String name) {
        int at = name.startsWith("alias/") ? 0 : name.startsWith("arn:") ? name.indexOf(":alias/") + 1 : -1;
        return at < 0 || (at == 0 && !name.startsWith("alias/")) ? "" : name.substring(at);
    }
}
