package sealstead.job;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The background work of a server. Jobs do not wait for each other, and none ends another.
public final class Jobs implements AutoCloseable {
    private final InstantSource clock;
    private final Turns turns;
    private final List<Job> jobs = new ArrayList<>();

    /// Makes of a job's work what is done each time.
    @FunctionalInterface
    public interface Turns {
        Job.Work of(String name, Job.Work work);
    }

    public Jobs(InstantSource clock) {
        this(clock, (name, work) -> work);
    }

    public Jobs(InstantSource clock, Turns turns) {
        this.clock = clock;
        this.turns = turns;
    }

    /// Adds work that may take long, and tells how far it is.
    ///
    /// @param every the pause between two turns
    /// @param counts what it counts, in the plural
    public void add(String name, Duration every, String counts, Job.Work work) {
        jobs.add(new Job(name, every, Optional.of(counts), turns.of(name, work), clock));
    }

    /// Adds work that is over in a moment.
    ///
    /// @param every the pause between two turns
    public void add(String name, Duration every, Job.BriefWork work) {
        jobs.add(new Job(name, every, Optional.empty(), turns.of(name, progress -> work.run()), clock));
    }

    public void start() {
        jobs.forEach(Job::start);
    }

    public List<Job.State> states() {
        return jobs.stream().map(Job::state).toList();
    }

    /// One turn of each, in the order in which they were added, whatever becomes of the others.
    ///
    /// @throws IOException if any failed, with the first failure as its cause
    public void runAll() throws IOException {
        IOException failure = null;
        for (var job : jobs) {
            var failed = job.run();
            if (failed != null && failure == null) {
                failure = new IOException("job " + job.name() + " failed", failed);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /// Ends all turns that are under way and waits for them.
    @Override
    public void close() {
        jobs.forEach(Job::stop);
        jobs.forEach(Job::join);
    }
}
