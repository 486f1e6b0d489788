package sealstead.s3.object;

import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import sealstead.crypto.RandomId;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.wire.Refusal;

/// Makes renames, in the steps that [Renames] tells of.
public final class Renaming {
    private static final int MAX_TRIES = 20;

    private final Objects objects;
    private final Buckets buckets;
    private final RandomGenerator random;

    public Renaming(Objects objects, Buckets buckets, RandomGenerator random) {
        this.objects = objects;
        this.buckets = buckets;
        this.random = random;
    }

    /// What is to be renamed.
    ///
    /// @param token the client's, if it gave one
    /// @param parameters all that the request says; what comes with the same token must say the same
    public record Wanted(
            Bucket bucket,
            String source,
            String destination,
            RenameConditions conditions,
            Optional<String> token,
            String parameters) {}

    public void rename(Wanted wanted) throws IOException {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            if (attempt(wanted)) {
                return;
            }
            pause(tries);
        }
        throw S3Error.SLOW_DOWN.refusal();
    }

    /// Others rename the same keys; two that give each other up for ever would be none.
    private void pause(int tries) throws IOException {
        try {
            Thread.sleep(random.nextInt(1 << Math.min(tries + 1, 7)));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    /// @return whether the object is renamed; otherwise another change came between
    private boolean attempt(Wanted wanted) throws IOException {
        var renames = objects.renames();
        var bucketId = wanted.bucket().id();
        Optional<RenameTokens.Found> used = wanted.token().isPresent() ? Optional.of(use(wanted)) : Optional.empty();
        if (used.flatMap(RenameTokens.Found::use).filter(RenameTokens.Use::done).isPresent()) {
            return true;
        }
        var found = objects.find(bucketId, wanted.source());
        if (found.rename().isPresent()) {
            renames.settle(found.rename().get().move(bucketId, wanted.source()));
            return false;
        }
        var object = found.object().orElseThrow(() -> S3Error.noSuchKey(wanted.source()));
        wanted.conditions().source().check(found.object());
        wanted.conditions()
                .destination()
                .check(objects.find(bucketId, wanted.destination()).object());
        objects.settleUpload(bucketId, wanted.source(), object);
        var blobs = objects.blobsOf(bucketId, wanted.source(), object);
        if (blobs.isEmpty()) {
            return false;
        }
        var move = new Renames.Renaming(bucketId, wanted.source(), wanted.destination(), RandomId.BITS_128.hex(random));
        renames.begin(move, wanted.token().orElse(""), blobs.get());
        if (used.isPresent()
                && !renames.tokens()
                        .begin(
                                bucketId,
                                wanted.token().orElseThrow(),
                                used.get(),
                                wanted.parameters(),
                                move.attempt())) {
            renames.forget(move);
            return false;
        }
        if (!renames.leave(move, found)) {
            renames.forget(move);
            return false;
        }
        try {
            return arrive(wanted, move);
        } catch (Refusal refused) {
            renames.giveUp(move);
            if (wanted.token().isPresent()) {
                renames.tokens().failed(bucketId, wanted.token().get(), move.attempt());
            }
            throw refused;
        }
    }

    /// The token as it was used before. An attempt made under it is over: it has succeeded, or never will.
    private RenameTokens.Found use(Wanted wanted) throws IOException {
        var tokens = objects.renames().tokens();
        var bucketId = wanted.bucket().id();
        var token = wanted.token().orElseThrow();
        while (true) {
            var found = tokens.find(bucketId, token);
            if (found.use().isEmpty()) {
                return found;
            }
            var use = found.use().get();
            if (!use.parameters().equals(wanted.parameters())) {
                throw S3Error.IDEMPOTENCY_PARAMETER_MISMATCH.refusal();
            }
            if (use.done()) {
                return found;
            }
            objects.renames()
                    .recover(new Renames.Renaming(bucketId, wanted.source(), wanted.destination(), use.attempt()));
            if (tokens.find(bucketId, token).unchanged().equals(found.unchanged())) {
                return found;
            }
        }
    }

    private boolean arrive(Wanted wanted, Renames.Renaming move) throws IOException {
        var renames = objects.renames();
        while (true) {
            var found = objects.find(move.bucketId(), move.destination());
            if (found.rename().isPresent()) {
                renames.settle(found.rename().get().move(move.bucketId(), move.destination()));
                continue;
            }
            wanted.conditions().destination().check(found.object());
            var bucket = buckets.checkWritable(wanted.bucket());
            // After the destination was read, never before it: see Renames.
            if (!renames.isLeaving(move)) {
                return false;
            }
            if (objects.arrive(bucket, move, found)) {
                renames.finish(move);
                return true;
            }
        }
    }
}
