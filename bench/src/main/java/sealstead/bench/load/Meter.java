package sealstead.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Connections to one server and what reads its meters around a piece of work.
public final class Meter implements AutoCloseable {
    private static final double RESTING_CPU_SECONDS = 0.05;

    private final Endpoint endpoint;
    private final List<Connection> pool = new ArrayList<>();
    private final Counters counters;
    private final ProcessMeter server;
    private final ProcessMeter self = ProcessMeter.ofSelf();

    public Meter(Endpoint endpoint) {
        this.endpoint = endpoint;
        this.counters = new Counters(endpoint);
        this.server = new ProcessMeter(endpoint.pids());
    }

    /// That many workers, each with a connection that is kept for the next.
    public Workers workers(int count) throws IOException {
        while (pool.size() < count) {
            pool.add(new Connection(endpoint));
        }
        return new Workers(pool.subList(0, count));
    }

    /// A connection for single requests.
    public Connection first() throws IOException {
        workers(1);
        return pool.getFirst();
    }

    public double serverCpuSeconds() throws IOException {
        return server.cpuSeconds();
    }

    public long residentBytes() throws IOException {
        return server.residentBytes();
    }

    /// Waits until the server rests, so that what it does in the background for work before is not counted in work
    /// after; two minutes at most.
    public void settle() throws IOException {
        for (int i = 0; i < 60; i++) {
            double before = server.cpuSeconds();
            try {
                Thread.sleep(2000);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", stop);
            }
            if (server.cpuSeconds() - before < RESTING_CPU_SECONDS) {
                return;
            }
        }
    }

    /// An answer that is not a success ends the run.
    public static Connection.Answer fine(Connection.Answer answer) throws IOException {
        if (!answer.isFine()) {
            throw new IOException("answered " + answer.status() + " " + answer.code());
        }
        return answer;
    }

    /// Something to measure.
    public interface Run {
        Workers.Outcome run() throws IOException;
    }

    /// Reads every meter before `run` and after it.
    public Sample around(Run run) throws IOException {
        server.resetPeak();
        var factsBefore = counters.read();
        double serverBefore = server.cpuSeconds();
        double clientBefore = self.cpuSeconds();
        var outcome = run.run();
        double client = self.cpuSeconds() - clientBefore;
        double cpu = server.cpuSeconds() - serverBefore;
        return new Sample(
                outcome.operations(),
                outcome.bytes(),
                outcome.failures(),
                outcome.wallNanos() / 1e9,
                cpu,
                client,
                outcome.percentileMicros(0.50),
                outcome.percentileMicros(0.99),
                server.peakBytes(),
                Counters.difference(factsBefore, counters.read()));
    }

    @Override
    public void close() throws IOException {
        for (var connection : pool) {
            connection.close();
        }
    }
}
