package sealstead.batch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import sealstead.s3.Address;
import sealstead.s3.DirectoryName;
import sealstead.store.Edit;
import sealstead.wire.Refusal;

/// Writes the tasks of a manifest into the record of its job, in chunks, several in one commit. What is in memory is
/// what the next commit holds. A preparation that did not come to its end is begun anew.
final class Ingest {
    private static final int CHUNK_TASKS = 100;
    private static final int CHUNK_CHARACTERS = 32 * 1024;
    private static final int CHUNKS_OF_COMMIT = 10;
    /// After how many rows the job is looked at again.
    private static final int ROWS_OF_LOOK = 2000;

    /// AWS takes more; here a job is a record of the store, and that of so many is some gigabytes.
    static final long MAX_TASKS = 100_000_000;

    private final BatchJobs jobs;
    private final BatchJob.Name name;
    private final BooleanSupplier stopped;
    private final long maxTasks;
    private final List<Task> tasks = new ArrayList<>();
    private final List<Edit> edits = new ArrayList<>();
    private int characters;
    private int newTasks;
    private long chunks;
    private long count;
    private long looks;
    private String bucket = "";
    private boolean versions;

    /// The job is no longer to be prepared.
    static final class CalledOffException extends RuntimeException {
        private static final long serialVersionUID = 1;

        CalledOffException() {
            super("called off", null, false, false);
        }
    }

    /// Takes away what an earlier preparation left.
    ///
    /// @param stopped whether the server is about to stop
    Ingest(BatchJobs jobs, BatchJob.Name name, BooleanSupplier stopped, long maxTasks) throws IOException {
        this.maxTasks = maxTasks;
        this.jobs = jobs;
        this.name = name;
        this.stopped = stopped;
        jobs.change(name, job -> job.with(BatchJob.Progress.NONE), List.of(BatchJobs.dropChunks()));
    }

    /// Ends a preparation that the server has no time for any more, or whose job was cancelled. To be called for each
    /// row that is looked at, whether it becomes a task or not.
    void checkNotStopped() throws IOException {
        looks++;
        boolean calledOff = stopped.getAsBoolean()
                || (looks % ROWS_OF_LOOK == 0
                        && jobs.find(name)
                                .filter(job -> job.state() == JobState.PREPARING)
                                .isEmpty());
        if (calledOff) {
            throw new CalledOffException();
        }
    }

    /// @throws ManifestException if the task cannot stand beside those before it
    void add(Task task) throws IOException {
        if (bucket.isEmpty()) {
            bucket = task.bucket();
            versions = !task.versionId().isEmpty();
        }
        if (!task.bucket().equals(bucket)) {
            throw new ManifestException(
                    "ManifestInvalid", "All objects of a manifest must be in one bucket; " + bucket + " came first.");
        }
        if (task.versionId().isEmpty() == versions) {
            throw new ManifestException(
                    "ManifestInvalid", "Either all objects of a manifest have a version id, or none.");
        }
        if (DirectoryName.is(bucket) && versions) {
            throw new ManifestException("ManifestInvalid", "Objects in directory buckets have no versions.");
        }
        if (!task.bucket().matches("[A-Za-z0-9._-]{3,255}")
                || task.versionId().length() > 1024
                || task.versionId().chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw new ManifestException("ManifestInvalid", "A bucket or version id of the manifest is not valid.");
        }
        if (task.key().isEmpty() || isTooLong(task.key())) {
            throw new ManifestException("ManifestInvalid", "A key of the manifest is empty or too long.");
        }
        if (++count > maxTasks) {
            throw new ManifestException("ManifestTooLarge", "A job can have " + maxTasks + " tasks at most.");
        }
        tasks.add(task);
        characters += task.key().length() + task.versionId().length();
        if (tasks.size() == CHUNK_TASKS || characters >= CHUNK_CHARACTERS) {
            endChunk();
        }
    }

    private static boolean isTooLong(String key) {
        try {
            Address.checkedKey(key);
            return false;
        } catch (Refusal tooLong) {
            return true;
        }
    }

    private void endChunk() throws IOException {
        edits.add(BatchJobs.put(chunks++, Chunk.of(tasks)));
        newTasks += tasks.size();
        tasks.clear();
        characters = 0;
        if (edits.size() == CHUNKS_OF_COMMIT) {
            commit();
        }
    }

    private void commit() throws IOException {
        checkNotStopped();
        int more = newTasks;
        int moreChunks = edits.size();
        jobs.change(
                name,
                job -> {
                    if (job.state() != JobState.PREPARING) {
                        throw new CalledOffException();
                    }
                    return job.with(job.progress().grown(bucket, more, moreChunks));
                },
                List.copyOf(edits));
        edits.clear();
        newTasks = 0;
    }

    /// Everything was added.
    void end() throws IOException {
        if (!tasks.isEmpty()) {
            endChunk();
        }
        if (!edits.isEmpty()) {
            commit();
        }
    }
}
