package sealstead.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Connections to one server and what reads its meters around a piece of work.
public final class Meter implements AutoCloseable {
    private static final double RESTING_CPU_SECONDS = 0.05;

    private final Endpoint endpoint;
    private final int threads;
    private final List<Connection> pool = new ArrayList<>();
    private final List<Loop> loops = new ArrayList<>();
    private final Counters counters;
    private final ProcessMeter server;
    private final ProcessMeter self = ProcessMeter.ofSelf();

    public Meter(Endpoint endpoint) {
        this(endpoint, 1);
    }

    /// @param threads what connections without TLS are dealt to
    Meter(Endpoint endpoint, int threads) {
        this.endpoint = endpoint;
        this.threads = threads;
        this.counters = new Counters(endpoint);
        this.server = new ProcessMeter(endpoint.pids());
    }

    /// That many workers, each with an open connection that is kept for the next. With TLS each has a thread,
    /// as an engine without one would be another client.
    public Workers workers(int count) throws IOException {
        var drivers = new ArrayList<Workers.Driver>();
        if (endpoint.isSecure()) {
            connect(count);
            pool.subList(0, count).forEach(connection -> drivers.add(connection::drive));
            return new Workers(drivers);
        }
        int used = Math.min(threads, count);
        while (loops.size() < used) {
            loops.add(new Loop(endpoint));
        }
        for (int i = 0; i < used; i++) {
            drivers.add(loops.get(i).connected((count - i + used - 1) / used));
        }
        return new Workers(drivers);
    }

    private void connect(int count) throws IOException {
        while (pool.size() < count) {
            pool.add(new Connection(endpoint));
        }
    }

    /// A connection for single requests.
    public Connection first() throws IOException {
        connect(1);
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
    public static void fine(Answer answer) throws IOException {
        if (!answer.isFine()) {
            throw new IOException("answered " + answer.status() + " " + answer.code());
        }
    }

    /// Something to measure.
    public interface Activity {
        Outcome run() throws IOException;
    }

    /// Reads every meter before `activity` and after it.
    ///
    /// @param bytesEach plaintext bytes that each of its operations moves
    public Sample around(long bytesEach, Activity activity) throws IOException {
        server.resetPeak();
        var factsBefore = counters.read();
        double serverBefore = server.cpuSeconds();
        double clientBefore = self.cpuSeconds();
        var outcome = activity.run();
        double client = self.cpuSeconds() - clientBefore;
        double cpu = server.cpuSeconds() - serverBefore;
        return new Sample(
                outcome.operations(),
                outcome.operations() * bytesEach,
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
        for (var loop : loops) {
            loop.close();
        }
    }
}
