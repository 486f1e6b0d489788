package sealstead.s3.object;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.encryption.Envelope;
import sealstead.s3.Tags;

/// A multipart upload as its record keeps it.
///
/// @param id 48 hex digits: microseconds since 1970, then 128 random bits
/// @param initiator the principal's ARN
/// @param envelope the keys of all parts; its lengths are 0
/// @param checksum what was chosen when it was created
/// @param completion how it ends, once that is decided
/// @param existed whether the key had an object when the upload began
/// @param storageClass of the object to be
public record Upload(
        String key,
        String id,
        Instant initiated,
        String initiator,
        Attributes attributes,
        Tags tags,
        ObjectLock lock,
        Envelope envelope,
        Optional<ChosenChecksum> checksum,
        State state,
        Optional<Completion> completion,
        boolean existed,
        StorageClass storageClass) {

    /// The life of an upload.
    public enum State {
        /// Takes parts.
        OPEN,
        /// Its parts are fixed and the object is about to be made of them; whoever finds it so may go on.
        COMPLETING,
        /// The object was made; kept for a day so that a repeated Complete gets the same answer.
        DONE
    }

    /// @param fullObject whether the object's checksum is that of all its bytes, not that of the parts' checksums
    public record ChosenChecksum(ChecksumAlgorithm algorithm, boolean fullObject) {
        public String type() {
            return fullObject ? "FULL_OBJECT" : "COMPOSITE";
        }
    }

    /// What Complete decided.
    ///
    /// @param numbers the parts of the object, ascending
    /// @param versionId of the object; empty before it is made
    /// @param completer who makes the object
    public record Completion(
            List<Integer> numbers,
            String etag,
            Optional<StoredChecksum> checksum,
            Optional<Manifest.PartChecksums> partChecksums,
            String versionId,
            Completer completer) {
        public Completion {
            numbers = List.copyOf(numbers);
        }

        public Completion(
                List<Integer> numbers,
                String etag,
                Optional<StoredChecksum> checksum,
                Optional<Manifest.PartChecksums> partChecksums,
                String versionId) {
            this(numbers, etag, checksum, partChecksums, versionId, Completer.ALONE);
        }

        Completion by(Completer completing) {
            return new Completion(numbers, etag, checksum, partChecksums, versionId, completing);
        }
    }

    /// The gateway that completes an upload.
    ///
    /// @param gateway its number; 0 where there is one alone
    /// @param since when it fixed the parts; not kept where there is one alone
    public record Completer(long gateway, Instant since) {
        static final Completer ALONE = new Completer(0, Instant.EPOCH);
    }

    /// Its place among the versions of its key: those with a greater order were made after it began.
    public long order() {
        return HexFormat.fromHexDigitsToLong(id, 0, 16);
    }

    Upload completing(Completion decided) {
        return in(State.COMPLETING, Optional.of(decided));
    }

    Upload reopened() {
        return in(State.OPEN, Optional.empty());
    }

    /// What a repeated Complete is answered with. The data key is the version's from now on, and moves with
    /// it.
    Upload done(String versionId) {
        var decided = completion.orElseThrow();
        var told = new Completion(List.of(), decided.etag(), decided.checksum(), Optional.empty(), versionId);
        return with(envelope.withoutDataKey(), State.DONE, Optional.of(told));
    }

    /// The same parts, their data key wrapped otherwise.
    public Upload with(Envelope changed) {
        return with(changed, state, completion);
    }

    private Upload in(State changed, Optional<Completion> decided) {
        return with(envelope, changed, decided);
    }

    private Upload with(Envelope sealed, State now, Optional<Completion> decided) {
        return new Upload(
                key,
                id,
                initiated,
                initiator,
                attributes,
                tags,
                lock,
                sealed,
                checksum,
                now,
                decided,
                existed,
                storageClass);
    }
}
