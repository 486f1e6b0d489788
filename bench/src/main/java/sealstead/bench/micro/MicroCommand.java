package sealstead.bench.micro;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sealstead bench micro`: JMH over the parts of the hot path, with what they allocate.
@Command(
        name = "micro",
        description = "Measure the parts of the hot path with JMH: time and bytes allocated.",
        mixinStandardHelpOptions = true)
public final class MicroCommand implements Callable<Integer> {
    @Option(names = "--include", defaultValue = ".*", description = "a pattern of benchmarks; default: all")
    private String include = ".*";

    @Option(names = "--seconds", defaultValue = "1", description = "each iteration; default: 1")
    private int seconds;

    @Option(names = "--forks", defaultValue = "2", description = "JVMs, one after another; default: 2")
    private int forks;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "where micro.json goes")
    private Path out = Path.of("");

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        new Runner(new OptionsBuilder()
                        .include(include)
                        .forks(forks)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(seconds))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(seconds))
                        .addProfiler(GCProfiler.class)
                        .jvmArgs("-XX:+UseG1GC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED")
                        .resultFormat(ResultFormatType.JSON)
                        .result(out.resolve("micro.json").toString())
                        .build())
                .run();
        return 0;
    }
}
