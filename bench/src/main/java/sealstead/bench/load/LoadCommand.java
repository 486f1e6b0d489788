package sealstead.bench.load;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sealstead bench`: loads one or several S3 endpoints and prints what that cost.
@Command(
        name = "bench",
        description = {
            "Load S3 endpoints in turn and measure them: rates, latency, server CPU, memory, KMS calls.",
            "Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY unless they are given per endpoint."
        },
        mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = {
                "an S3 endpoint; may be given several times, the first is what others are compared with.",
                "directory+URL loads directory buckets there, in sessions"
            })
    private List<URI> endpoints = List.of();

    @Option(names = "--name", paramLabel = "NAME", description = "what to call each endpoint, in their order")
    private List<String> names = List.of();

    @Option(
            names = "--pid",
            paramLabel = "PID[+PID...]",
            description = "the server's processes, whose CPU and memory are added up; for each, in their order")
    private List<String> pids = List.of();

    @Option(names = "--credentials", paramLabel = "ID:SECRET", description = "credentials for each, in their order")
    private List<String> credentials = List.of();

    @Option(
            names = "--kms-key",
            paramLabel = "ID",
            description = "a KMS key for each, in their order; where it is empty or missing, one is made by CreateKey")
    private List<String> kmsKeys = List.of();

    @Mixin
    private final Matrix matrix = new Matrix();

    @Override
    public Integer call() throws IOException {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("--endpoint is needed");
        }
        var all = new ArrayList<Endpoint>();
        for (int i = 0; i < endpoints.size(); i++) {
            all.add(endpoint(i));
        }
        return matrix.run(all, kmsKeys);
    }

    private Endpoint endpoint(int i) {
        var pair = i < credentials.size()
                ? credentials.get(i)
                : env("AWS_ACCESS_KEY_ID") + ":" + env("AWS_SECRET_ACCESS_KEY");
        int colon = pair.indexOf(':');
        return new Endpoint(
                i < names.size() ? names.get(i) : endpoints.get(i).getAuthority(),
                endpoints.get(i),
                pair.substring(0, colon),
                pair.substring(colon + 1),
                matrix.region(),
                i < pids.size() ? Endpoint.pids(pids.get(i)) : List.of());
    }

    private static String env(String name) {
        var value = System.getenv(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }
}
