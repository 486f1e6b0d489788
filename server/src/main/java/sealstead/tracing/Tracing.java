package sealstead.tracing;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import sealstead.auth.Authenticator;
import sealstead.auth.SignatureVersion2;
import sealstead.iam.AccessKeys;
import sealstead.iam.Authorizer;
import sealstead.iam.CallerPolicies;
import sealstead.iam.Decisions;
import sealstead.job.Job;
import sealstead.kms.KeyService;
import sealstead.kms.Ledger;
import sealstead.s3.notification.Notifications;
import sealstead.s3.replication.Elsewhere;
import sealstead.store.BlobStore;
import sealstead.store.MetaStore;
import sealstead.wire.Door;
import sealstead.wire.FinishedRequest;
import sealstead.wire.Request;

/// Wraps the parts of a server so that they tell how long they took. As it stands here it is off: each part is handed
/// back as it came.
public interface Tracing extends AutoCloseable {
    Tracing NONE = new Tracing() {};

    /// @param unseen requests that are not told of
    default Door door(Door door, Predicate<Request> unseen) {
        return door;
    }

    /// Who hears when a request is answered.
    default Consumer<FinishedRequest> finished(Consumer<FinishedRequest> others) {
        return others;
    }

    default Authenticator authenticator(
            AccessKeys keys, Clock clock, List<String> regions, SignatureVersion2 version2) {
        return new Authenticator(keys, clock, regions, version2);
    }

    default Authorizer authorizer(CallerPolicies policies, Decisions decisions) {
        return new Authorizer(policies, decisions);
    }

    default KeyService keys(KeyService kms) {
        return kms;
    }

    /// The ledger knows the ARN of each key, and which calls a bucket key saved.
    default Ledger ledger() {
        return new Ledger();
    }

    default MetaStore records(MetaStore records) {
        return records;
    }

    default BlobStore blobs(BlobStore blobs) {
        return blobs;
    }

    default Elsewhere elsewhere(Elsewhere elsewhere) {
        return elsewhere;
    }

    /// One try to deliver an event.
    default boolean deliver(String webhook, Notifications.Attempt attempt) throws IOException, InterruptedException {
        return attempt.isAccepted();
    }

    /// One turn of a background job.
    default Job.Work job(String name, Job.Work work) {
        return work;
    }

    /// What is counted of it, by name.
    default Map<String, Long> counts() {
        return Map.of();
    }

    /// Sends what waits, for a moment at most.
    @Override
    default void close() {}
}
