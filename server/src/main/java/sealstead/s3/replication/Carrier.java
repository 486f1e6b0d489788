package sealstead.s3.replication;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.iam.ServiceRoles;
import sealstead.iam.policy.Conditions;
import sealstead.s3.S3Error;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.content.ReplicaWriter;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Version;
import sealstead.wire.Refusal;

/// Carries one version to one destination as the role of its bucket's configuration. At both ends the role needs the
/// rights that S3 asks of it.
public final class Carrier {
    private final Buckets buckets;
    private final BucketAccess access;
    private final ServiceRoles services;
    private final ReplicaWriter writer;
    private final FarCarrier far;
    private final ReplicaTrail trail;
    private final Clock wall;

    /// @param wall by which policies go
    public Carrier(
            Buckets buckets,
            BucketAccess access,
            ServiceRoles services,
            ReplicaWriter writer,
            FarCarrier far,
            ReplicaTrail trail,
            Clock wall) {
        this.buckets = buckets;
        this.access = access;
        this.services = services;
        this.writer = writer;
        this.far = far;
        this.trail = trail;
        this.wall = wall;
    }

    /// The roles that were taken on for a few versions of one bucket.
    static final class Roles {
        private final Map<String, Caller.Principal> taken = new HashMap<>();
    }

    Roles roles() {
        return new Roles();
    }

    boolean isElsewhere(String account, String name) {
        return far.of(account, name).isPresent();
    }

    /// @return how many bytes were written
    /// @throws Refusal if the role may not, or the destination does not take it
    long carry(Roles roles, String roleArn, ReplicationRule.Target target, Bucket source, String key, Version version)
            throws IOException {
        var role = role(roles, roleArn, source);
        var elsewhere = far.of(source.owner(), target.bucket());
        var destination = elsewhere.isPresent()
                ? Optional.<Bucket>empty()
                : buckets.find(target.bucket()).filter(found -> !found.isDirectory());
        var owner = destination.map(Bucket::owner).orElse("");
        var work = new ReplicaTrail.Work(role, source, target.bucket(), owner, key, version);
        try {
            for (var action : ofSource(version)) {
                check(role, source, key, version, action);
            }
            var outcome = elsewhere.isPresent()
                    ? far.carry(elsewhere.get(), role, target, source, key, version)
                    : carry(
                            role,
                            target,
                            source,
                            destination.orElseThrow(() -> S3Error.noSuchBucket(target.bucket())),
                            key,
                            version);
            trail.did(work, outcome.calls());
            return outcome.bytes();
        } catch (Refusal refusal) {
            if (refusal.status() < 500) {
                trail.refused(work, refusal);
            }
            throw refusal;
        }
    }

    private ReplicaWriter.Outcome carry(
            Caller.Principal role,
            ReplicationRule.Target target,
            Bucket source,
            Bucket destination,
            String key,
            Version version)
            throws IOException {
        if (!target.account().isEmpty() && !target.account().equals(destination.owner())) {
            throw S3Error.ACCESS_DENIED.saying("The destination bucket is not of the account that the rule names.");
        }
        for (var action : ofDestination(target, version)) {
            check(role, destination, key, version, action);
        }
        var wish = new ReplicaWriter.Wish(target.ownerOverride(), target.storageClass(), target.kmsKey());
        return writer.carry(new ReplicaWriter.Way(source, destination, key, role, wish), version);
    }

    private Caller.Principal role(Roles roles, String arn, Bucket source) throws IOException {
        var known = roles.taken.get(arn);
        if (known != null) {
            return known;
        }
        var work = new ServiceRoles.Work(
                ReplicationConfiguration.SERVICE, source.arn(), source.owner(), source.region(), "s3-replication");
        var role = services.take(work, arn)
                .orElseThrow(() -> S3Error.ACCESS_DENIED.saying("The role " + arn + " does not exist or does not trust "
                        + ReplicationConfiguration.SERVICE + "."));
        roles.taken.put(arn, role);
        return role;
    }

    private static List<String> ofSource(Version version) {
        if (!(version instanceof StoredObject object)) {
            return List.of("s3:GetObjectVersionForReplication");
        }
        var actions = new ArrayList<>(List.of("s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl"));
        if (!object.tags().pairs().isEmpty()) {
            actions.add("s3:GetObjectVersionTagging");
        }
        if (!object.lock().equals(ObjectLock.NONE)) {
            actions.add("s3:GetObjectRetention");
            actions.add("s3:GetObjectLegalHold");
        }
        return actions;
    }

    private static List<String> ofDestination(ReplicationRule.Target target, Version version) {
        if (!(version instanceof StoredObject object)) {
            return List.of("s3:ReplicateDelete");
        }
        var actions = new ArrayList<>(List.of("s3:ReplicateObject"));
        if (!object.tags().pairs().isEmpty()) {
            actions.add("s3:ReplicateTags");
        }
        if (target.ownerOverride()) {
            actions.add("s3:ObjectOwnerOverrideToBucketOwner");
        }
        return actions;
    }

    private void check(Caller.Principal role, Bucket bucket, String key, Version version, String action)
            throws IOException {
        var context = RequestContext.ofJob(role, wall.instant(), bucket.region());
        Conditions conditions = name -> switch (name) {
            case "s3:versionid" -> List.of(version.name().id());
            default -> existingTag(name, version);
        };
        if (!access.mayInJob(context, bucket, action, key, conditions)) {
            throw S3Error.ACCESS_DENIED.saying("The role may not do " + action + " in bucket " + bucket.name() + ".");
        }
    }

    private static List<String> existingTag(String name, Version version) {
        var prefix = "s3:existingobjecttag/";
        if (!name.startsWith(prefix) || !(version instanceof StoredObject object)) {
            return List.of();
        }
        return Optional.ofNullable(object.tags().pairs().get(name.substring(prefix.length()))).stream()
                .toList();
    }
}
