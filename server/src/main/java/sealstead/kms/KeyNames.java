package sealstead.kms;

import java.util.regex.Pattern;

/// Finds the key that an identifier names (§6.2). Ids and alias names are the caller's own; another account's keys need
/// an ARN.
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
    KmsKey any(Use use, String name) {
        if (name.startsWith("alias/")) {
            return byAlias(use.caller().accountId(), use.region(), name);
        }
        var arn = ARN.matcher(name);
        if (arn.matches() && arn.group(3).equals("alias")) {
            checkRegion(arn.group(1), use.region());
            return byAlias(arn.group(2), use.region(), "alias/" + arn.group(4));
        }
        return idOrArn(use, name);
    }

    /// The key for a management operation: an id or a key ARN.
    KmsKey idOrArn(Use use, String name) {
        var arn = ARN.matcher(name);
        if (arn.matches() && arn.group(3).equals("key")) {
            checkRegion(arn.group(1), use.region());
            return byId(arn.group(2), use.region(), arn.group(4));
        }
        if (!ID.matcher(name).matches()) {
            throw KmsError.invalidKeyId(name);
        }
        return byId(use.caller().accountId(), use.region(), name);
    }

    private static void checkRegion(String region, String here) {
        if (!region.equals(here)) {
            throw KmsError.wrongRegion(region);
        }
    }

    private KmsKey byId(String account, String region, String id) {
        return keys.find(account, id)
                .filter(key -> key.region().equals(region))
                .orElseThrow(() -> KmsError.noSuchKey(KmsKey.arn(region, account, id)));
    }

    private KmsKey byAlias(String account, String region, String name) {
        var arn = "arn:aws:kms:" + region + ":" + account + ":" + name;
        var alias = aliases.find(account, region, name).orElseThrow(() -> KmsError.noSuchAlias(arn));
        return keys.find(account, alias.keyId()).orElseThrow(() -> KmsError.noSuchAlias(arn));
    }

    /// The alias in a name, with its `alias/`; empty if it is none.
    static String alias(String name) {
        int at = name.startsWith("alias/") ? 0 : name.startsWith("arn:") ? name.indexOf(":alias/") + 1 : -1;
        return at < 0 || (at == 0 && !name.startsWith("alias/")) ? "" : name.substring(at);
    }
}
