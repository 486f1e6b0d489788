package sealstead.bench.growth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sealstead.bench.load.Body;
import sealstead.bench.load.Machine;

/// `sealstead bench growth`: fills a store of its own step by step and measures it at every step.
@Command(
        name = "growth",
        description = "Fill a store step by step; measure PUT, GET, LIST, start-up, memory and disk at every step.",
        mixinStandardHelpOptions = true)
public final class GrowthCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "where the store is made")
    private Path data = Path.of("");

    @Option(
            names = "--objects",
            split = ",",
            defaultValue = "10000,1000000,10000000",
            description = "numbers of objects in one bucket; default: 10000,1000000,10000000")
    private List<Integer> objects = List.of();

    @Option(
            names = "--buckets",
            split = ",",
            defaultValue = "100,1000,10000",
            description = "numbers of buckets; default: 100,1000,10000")
    private List<Integer> buckets = List.of();

    @Option(names = "--object-bytes", defaultValue = "256", description = "bytes of each object; default: 256")
    private int objectBytes;

    @Option(
            names = "--filled",
            paramLabel = "N=DIR",
            description =
                    "stores that runs before have filled with N objects; they are measured again after the others")
    private Map<Integer, Path> filled = Map.of();

    @Option(names = "--seconds", defaultValue = "5", description = "how long each work is measured; default: 5")
    private double seconds;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "where growth.json and curves go")
    private Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(out);
        var home = Path.of(System.getProperty("sealstead.home", "."));
        var stages = new ArrayList<Stage>();
        var body = Body.noise(objectBytes);
        var ofObjects = new ObjectSubject(body);
        stages.addAll(new Growth(ofObjects, home, data.resolve("objects"), seconds)
                .run(objects, stage -> System.out.print(line(stage))));
        for (var store : filled.entrySet()) {
            stages.add(new Growth(ofObjects, home, store.getValue(), seconds).again(store.getKey()));
            System.out.print(line(stages.getLast()));
        }
        stages.addAll(new Growth(new BucketSubject(body), home, data.resolve("buckets"), seconds)
                .run(buckets, stage -> System.out.print(line(stage))));
        var json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        var document = json.createObjectNode();
        document.set("machine", json.valueToTree(Machine.here()));
        document.put("objectBytes", objectBytes);
        document.set("stages", json.valueToTree(stages));
        Files.writeString(out.resolve("growth.json"), json.writeValueAsString(document) + "\n");
        for (var chart : Charts.of(stages)) {
            Files.writeString(out.resolve(chart.name() + ".svg"), chart.svg());
        }
        return 0;
    }

    private static String line(Stage stage) {
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d %s: start %.2f s (%.2f CPU-s), %.0f MiB resident, %.0f bytes of disk each%n",
                stage.count(),
                stage.kind(),
                stage.startSeconds(),
                stage.startCpuSeconds(),
                stage.residentBytes() / 1048576.0,
                stage.diskBytes() / (double) stage.count()));
        for (var measured : stage.samples()) {
            var sample = measured.sample();
            text.append(String.format(
                    Locale.ROOT,
                    "    %-8s %8.0f ops/s  p50 %7.0f us  p99 %7.0f us  server %7.1f us/op%n",
                    measured.what(),
                    sample.operations() / sample.seconds(),
                    sample.p50Micros(),
                    sample.p99Micros(),
                    sample.serverCpuSeconds() * 1e6 / sample.operations()));
        }
        return text.toString();
    }
}
