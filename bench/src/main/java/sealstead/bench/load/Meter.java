package sealstead.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Connections to one server and what reads its meters around a piece of work.
public final class Meter implements AutoCloseable {
    private static final double RESTING_CPU_SECONDS = 0.05;

    private final List<Connection> connections = new ArrayList<>();
    private final Counters counters;
    private final ProcessMeter server;
    private final ProcessMeter self = ProcessMeter.ofSelf();

    public Meter(Endpoint endpoint, int connections) throws IOException {
        this.counters = Counters.of(endpoint);
        this.server = new ProcessMeter(endpoint.pid());
        for (int i = 0; i < connections; i++) {
            this.connections.add(new Connection(endpoint));
        }
    }

    public Connection first() {
        return connections.getFirst();
    }

    public Workers workers() {
        return new Workers(connections);
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

    /// Does `operation` for `seconds` on all connections.
    public Sample measure(double seconds, Workers.Operation operation) throws IOException {
        server.resetPeak();
        var factsBefore = counters.read();
        double serverBefore = server.cpuSeconds();
        double clientBefore = self.cpuSeconds();
        var outcome = workers().during((long) (seconds * 1e9), Integer.MAX_VALUE, operation);
        return sample(
                outcome,
                server.cpuSeconds() - serverBefore,
                self.cpuSeconds() - clientBefore,
                server.peakBytes(),
                Counters.difference(factsBefore, counters.read()));
    }

    static Sample sample(
            Workers.Outcome outcome,
            double serverCpu,
            double clientCpu,
            long peakBytes,
            java.util.Map<String, Long> facts) {
        return new Sample(
                outcome.operations(),
                outcome.bytes(),
                outcome.failures(),
                outcome.wallNanos() / 1e9,
                serverCpu,
                clientCpu,
                outcome.percentileMicros(0.50),
                outcome.percentileMicros(0.99),
                peakBytes,
                facts);
    }

    @Override
    public void close() throws IOException {
        for (var connection : connections) {
            connection.close();
        }
        counters.close();
    }
}
