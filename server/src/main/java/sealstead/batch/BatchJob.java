package sealstead.batch;

import java.time.Instant;
import java.util.Optional;
import sealstead.store.Bytes;

/// A job as its record keeps it; the request itself stands beside it, as it was sent ([JobDocument]).
///
/// @param generated the manifest that was written for it, if one was
public record BatchJob(
        Name name, Asked asked, long priority, Course course, Progress progress, Optional<Generated> generated) {

    /// Which job it is.
    ///
    /// @param region where it was asked for
    public record Name(String account, String region, String id) {
        public String arn() {
            return "arn:aws:s3:" + region + ":" + account + ":job/" + id;
        }
    }

    /// What is known of the request without reading it.
    ///
    /// @param operation what is done to each object, by its name in AWS's model
    /// @param digest SHA-256 of the request, which its repetition has as well
    public record Asked(String operation, String roleArn, String description, Bytes digest, Instant created) {}

    /// How the job fares.
    ///
    /// @param reason what the last change of the status gave as its reason, or empty
    /// @param failure why it failed or is failing
    /// @param terminated when it came to its end
    /// @param suspended since when it waits, or waited, for confirmation
    public record Course(
            JobState state,
            String reason,
            Optional<Failure> failure,
            Optional<Instant> terminated,
            Optional<Instant> suspended) {
        static final Course BEGUN = new Course(JobState.NEW, "", Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Why a job failed.
    public record Failure(String code, String reason) {}

    /// How far a job has got.
    ///
    /// @param bucket of all tasks; empty as long as there are none
    /// @param chunks how many there are
    /// @param next the first chunk that has tasks without results
    /// @param activeMillis how long tasks have been under way
    /// @param since before which no task without a result was begun; [Instant#MAX] if that is not known
    public record Progress(
            String bucket,
            long total,
            long succeeded,
            long failed,
            long chunks,
            long next,
            long activeMillis,
            Instant since) {
        static final Progress NONE = new Progress("", 0, 0, 0, 0, 0, 0, Instant.MAX);

        Progress grown(String ofBucket, long tasks, long newChunks) {
            return new Progress(
                    ofBucket, total + tasks, succeeded, failed, chunks + newChunks, next, activeMillis, since);
        }

        /// Some tasks of the next chunk are done.
        Progress done(long moreSucceeded, long moreFailed, long millis) {
            return new Progress(
                    bucket,
                    total,
                    succeeded + moreSucceeded,
                    failed + moreFailed,
                    chunks,
                    next,
                    activeMillis + millis,
                    since);
        }

        /// All tasks of the next chunk are.
        Progress chunkDone() {
            return new Progress(bucket, total, succeeded, failed, chunks, next + 1, activeMillis, since);
        }

        /// No task without a result was begun yet.
        Progress untouchedAt(Instant now) {
            return new Progress(
                    bucket,
                    total,
                    succeeded,
                    failed,
                    chunks,
                    next,
                    activeMillis,
                    Instant.ofEpochMilli(now.toEpochMilli()));
        }

        long done() {
            return succeeded + failed;
        }
    }

    /// Where a generated manifest is.
    public record Generated(String objectArn, String etag) {}

    /// A job that nothing was done for yet.
    public static BatchJob begun(Name name, JobDocument document, Instant now) {
        return new BatchJob(
                name,
                new Asked(
                        document.operationName(),
                        document.roleArn(),
                        document.description(),
                        document.digest(),
                        Instant.ofEpochMilli(now.toEpochMilli())),
                document.priority(),
                Course.BEGUN,
                Progress.NONE,
                Optional.empty());
    }

    public JobState state() {
        return course.state();
    }

    /// @throws IllegalStateException if the job's state does not lead there
    BatchJob to(JobState wanted) {
        if (!state().next().contains(wanted)) {
            throw new IllegalStateException("a job that is " + state() + " does not become " + wanted);
        }
        return with(new Course(wanted, course.reason(), course.failure(), course.terminated(), course.suspended()));
    }

    BatchJob ended(JobState wanted, Instant now) {
        return to(wanted)
                .with(new Course(wanted, course.reason(), course.failure(), Optional.of(now), course.suspended()));
    }

    BatchJob suspended(Instant now) {
        return to(JobState.SUSPENDED)
                .with(new Course(JobState.SUSPENDED, "", Optional.empty(), Optional.empty(), Optional.of(now)));
    }

    BatchJob failing(Failure why) {
        return to(JobState.FAILING)
                .with(new Course(
                        JobState.FAILING, course.reason(), Optional.of(why), course.terminated(), course.suspended()));
    }

    /// What a client has asked for, and why.
    public BatchJob asked(JobState wanted, String reason) {
        return to(wanted).with(new Course(wanted, reason, course.failure(), course.terminated(), course.suspended()));
    }

    private BatchJob with(Course changed) {
        return new BatchJob(name, asked, priority, changed, progress, generated);
    }

    public BatchJob withPriority(long changed) {
        return new BatchJob(name, asked, changed, course, progress, generated);
    }

    BatchJob with(Progress changed) {
        return new BatchJob(name, asked, priority, course, changed, generated);
    }

    BatchJob with(Generated manifest) {
        return new BatchJob(name, asked, priority, course, progress, Optional.of(manifest));
    }
}
