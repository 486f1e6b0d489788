package sealstead.server;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import sealstead.audit.AuditSink;
import sealstead.crypto.KernelRandom;
import sealstead.custody.PageTokens;
import sealstead.custody.SealedStore;
import sealstead.encryption.Encryption;
import sealstead.encryption.ServiceKeyRing;
import sealstead.encryption.Transport;
import sealstead.encryption.bucketkeys.BucketKeyLimits;
import sealstead.encryption.bucketkeys.BucketKeys;
import sealstead.iam.Authorizer;
import sealstead.iam.Caller;
import sealstead.iam.CallerPolicies;
import sealstead.iam.Decisions;
import sealstead.iam.KnownPrincipals;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.kms.EmbeddedKms;
import sealstead.kms.Ledger;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Uploads;
import sealstead.s3.scrub.Salvage;
import sealstead.store.Intents;
import sealstead.store.local.DataFolder;
import sealstead.time.WitnessedTime;

/// Takes what still opens out of a data folder whose server does not start, with the root key and nothing else of it:
/// no accounts, users, audit trail or clock, any of which may be what is damaged. The folder is not changed.
public final class Salvaging {
    private Salvaging() {}

    private static final CallerPolicies NO_POLICIES = new CallerPolicies() {
        @Override
        public PoliciesInForce of(Caller.Principal caller) {
            return PoliciesInForce.NONE;
        }

        @Override
        public Map<String, String> tags(Caller.Principal caller) {
            return Map.of();
        }
    };

    public static void run(Config config, Salvage.Target target) throws IOException {
        config.requireLocal("salvage");
        var random = new KernelRandom();
        var root = RootKeys.read(config);
        try (var data = DataFolder.openWhatIsLeft(config.data(), random)) {
            var records = new SealedStore(data.records(), root, random);
            var wall = Clock.systemUTC();
            var time = new WitnessedTime(wall, System::nanoTime, WitnessedTime.Limits.DEFAULT, Optional.empty());
            var ledger = new Ledger();
            var kms = new EmbeddedKms(
                    records,
                    root,
                    random,
                    time,
                    new Authorizer(NO_POLICIES, new Decisions(1, 1_000_000)),
                    ledger,
                    AuditSink.NOWHERE,
                    KnownPrincipals.NONE,
                    new PageTokens(root));
            var serviceKeys = new ServiceKeyRing(root, random, wall);
            var bucketKeys = new BucketKeys(kms, ledger, wall, BucketKeyLimits.DEFAULT);
            var encryption = new Encryption(kms, bucketKeys, serviceKeys, random, new Transport(true));
            var grace = Duration.ofHours(1);
            var intents = new Intents(data.records(), wall, time::passed, new Intents.Graces(grace, grace));
            var uploads = new Uploads(records, intents, random, time);
            var objects = new Objects(records, data.blobs(), intents, uploads, random, time);
            var buckets = new Buckets(records, serviceKeys, random, wall, grace);
            new Salvage(records, buckets, objects, encryption, wall).run(target);
        }
    }
}
