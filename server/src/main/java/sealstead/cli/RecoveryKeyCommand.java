package sealstead.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.server.Recovery;

/// `sealstead recovery-key ...`: a way back to a root key that was lost.
@Command(
        name = "recovery-key",
        description = "Split a recovery key into shares, and make the root key of enough of them.",
        mixinStandardHelpOptions = true,
        subcommands = {RecoveryKeyCommand.SplitCommand.class, RecoveryKeyCommand.JoinCommand.class})
final class RecoveryKeyCommand {
    /// `sealstead recovery-key split`
    @Command(
            name = "split",
            mixinStandardHelpOptions = true,
            description =
                    "Make a recovery key, put the root key under it, and split it into files that belong in different"
                            + " hands. Every backup from then on takes the sealed root key along.")
    static final class SplitCommand implements Callable<Integer> {
        @Mixin
        private final SettingOptions settings = new SettingOptions();

        @Mixin
        private final Console output = new Console();

        @Option(names = "--shares", required = true, paramLabel = "N", description = "how many shares")
        private int shares;

        @Option(names = "--threshold", required = true, paramLabel = "K", description = "how many of them are enough")
        private int threshold;

        @Option(names = "--out", required = true, paramLabel = "DIR", description = "where the files are put")
        private @Nullable Path out;

        @Option(names = "--replace", description = "although there are shares already")
        private boolean replace;

        @Override
        public Integer call() throws IOException {
            var files = new Recovery(settings.load()).split(Objects.requireNonNull(out), shares, threshold, replace);
            var document = Console.document().put("threshold", threshold);
            var list = document.putArray("shares");
            files.forEach(file -> list.add(file.toString()));
            if (output.printed(document)) {
                return 0;
            }
            files.forEach(System.out::println);
            System.out.println("any " + threshold + " of them give the root key: put each into other hands, and take a"
                    + " backup, which takes the sealed root key along");
            return 0;
        }
    }

    /// `sealstead recovery-key join`
    @Command(
            name = "join",
            mixinStandardHelpOptions = true,
            description = "Make the root key file of enough shares and the sealed root key that a backup has.")
    static final class JoinCommand implements Callable<Integer> {
        @Mixin
        private final SettingOptions settings = new SettingOptions();

        @Mixin
        private final Console output = new Console();

        @Mixin
        private final BackupCommand.Where where = new BackupCommand.Where();

        @Option(
                names = "--from",
                paramLabel = "DIR|s3://BUCKET/PREFIX",
                description = "where the backups are",
                defaultValue = "")
        private String from = "";

        @Option(names = "--sealed", paramLabel = "FILE", description = "the sealed root key itself")
        private @Nullable Path sealed;

        @Option(names = "--share", required = true, arity = "1..*", paramLabel = "FILE", description = "the shares")
        private @Nullable List<Path> shares;

        @Override
        public Integer call() throws IOException {
            var config = settings.load();
            var file = new Recovery(config).join(sealedText(), Objects.requireNonNull(shares));
            if (!output.printed(Console.document().put("rootKeyFile", file.toString()))) {
                System.out.println(file);
            }
            return 0;
        }

        private String sealedText() throws IOException {
            if (sealed != null) {
                return Files.readString(sealed, StandardCharsets.ISO_8859_1);
            }
            if (from.isEmpty()) {
                throw new IOException("say where the sealed root key is: --from (backups) or --sealed (the file)");
            }
            try (var place = where.open(from, false)) {
                return Recovery.sealed(place);
            }
        }
    }
}
