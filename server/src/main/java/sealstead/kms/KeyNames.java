package sealstead.kms;

import java.util.regex.Pattern;
import sealstead.iam.Caller;

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
    KmsKey any(Caller.Principal caller, String name) {
        if (name.startsWith("alias/")) {
            return byAlias(caller.accountId(), name);
        }
        var arn = ARN.matcher(name);
        if (arn.matches() && arn.group(3).equals("alias")) {
            checkRegion(arn.group(1));
            return byAlias(arn.group(2), "alias/" + arn.group(4));
        }
        return idOrArn(caller, name);
    }

    /// The key for a management operation: an id or a key ARN.
    KmsKey idOrArn(Caller.Principal caller, String name) {
        var arn = ARN.matcher(name);
        if (arn.matches() && arn.group(3).equals("key")) {
            checkRegion(arn.group(1));
            return byId(arn.group(2), arn.group(4));
        }
        if (!ID.matcher(name).matches()) {
            throw KmsError.invalidKeyId(name);
        }
        return byId(caller.accountId(), name);
    }

    private void checkRegion(String region) {
        if (!region.equals(keys.region())) {
            throw KmsError.wrongRegion(region);
        }
    }

    private KmsKey byId(String account, String id) {
        return keys.find(account, id).orElseThrow(() -> KmsError.noSuchKey(KmsKey.arn(keys.region(), account, id)));
    }

    private KmsKey byAlias(String account, String name) {
        var arn = "arn:aws:kms:" + keys.region() + ":" + account + ":" + name;
        var alias = aliases.find(account, name).orElseThrow(() -> KmsError.noSuchAlias(arn));
        return keys.find(account, alias.keyId()).orElseThrow(() -> KmsError.noSuchAlias(arn));
    }
}
