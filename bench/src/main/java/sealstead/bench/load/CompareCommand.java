package sealstead.bench.load;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sealstead bench compare`: the same matrix in turn against any S3 servers.
@Command(
        name = "compare",
        description = {
            "Measure S3 servers in turn, each given by its address, credentials and processes.",
            "The first is what the others are compared with: ratios are made round by round."
        },
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
    @Option(
            names = "--peer",
            paramLabel = "NAME=URL,KEY,SECRET[,PID[+PID...]]",
            required = true,
            description = {
                "a server; to be given for each of them.",
                "The CPU and memory of its processes are added up where they can be read"
            })
    private List<String> peers = List.of();

    @Mixin
    private final Matrix matrix = new Matrix();

    @Override
    public Integer call() throws IOException {
        if (peers.size() < 2) {
            throw new IllegalArgumentException("--peer is needed twice: there is nothing to compare");
        }
        return matrix.run(
                peers.stream()
                        .map(peer -> Endpoint.parse(peer, matrix.region()))
                        .toList(),
                List.of());
    }
}
