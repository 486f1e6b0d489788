package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.crypto.KernelRandom;
import sealstead.server.FolderResealing;
import sealstead.server.RootKeys;

/// `sealstead root-key ...`: the key at the root of a running server's store.
@Command(
        name = "root-key",
        description = "Show which root key a running server has, and put another one in its place.",
        mixinStandardHelpOptions = true,
        subcommands = {
            RootKeyCommand.CreateCommand.class,
            RootKeyCommand.ShowCommand.class,
            RootKeyCommand.RotateCommand.class,
            RootKeyCommand.ResealCommand.class
        })
final class RootKeyCommand {
    private static final String PAGE = "admin/root-key";

    /// `sealstead root-key create`
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Make a root key for a server that is yet to start for the first time, where its file comes"
                    + " from elsewhere, such as a Secret of Kubernetes. Under the passphrase of SEALSTEAD_PASSPHRASE, if"
                    + " there is one.")
    static final class CreateCommand implements Callable<Integer> {
        @Mixin
        private final SettingOptions settings = new SettingOptions();

        @Mixin
        private final Console output = new Console();

        @Option(names = "--to", required = true, paramLabel = "FILE", description = "a file that is not there yet")
        private @Nullable Path to;

        @Override
        public Integer call() throws IOException {
            var file = Objects.requireNonNull(to).toAbsolutePath();
            RootKeys.create(file, settings.load(), new KernelRandom());
            if (!output.printed(Console.document().put("rootKeyFile", file.toString()))) {
                System.out.println(
                        file + " has a new root key: keep a copy elsewhere, without it nothing can be opened");
            }
            return 0;
        }
    }

    /// `sealstead root-key show`
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Print which root key holds, and which root keys the store key is under on the disk.")
    static final class ShowCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Override
        public Integer call() throws IOException {
            var answer = server.client().get(PAGE);
            if (!output.printed(answer)) {
                show(answer);
            }
            return 0;
        }
    }

    /// `sealstead root-key rotate`
    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Make a new root key and put the store key under it, while the server serves. The old root"
                    + " key's file is kept beside the new one: it opens backups that were made before, and nothing"
                    + " of the data folder.")
    static final class RotateCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Option(
                names = "--drop-shares",
                description = "although the shares of a recovery key do not give the new root key")
        private boolean dropShares;

        @Mixin
        private final Console output = new Console();

        @Override
        public Integer call() throws IOException {
            var answer = server.client().ask("POST", PAGE + "/rotate?drop-shares=" + dropShares);
            if (output.printed(answer)) {
                return 0;
            }
            show(answer);
            System.out.println(
                    "root key " + Shown.of(answer.path("previousRootKeyId")) + " was rotated out: its file is "
                            + Shown.of(answer.path("retired"))
                            + ". Keep it until every place of backups has had a backup since, then destroy it with its copies;"
                            + " make a copy of the new one now");
            return 0;
        }
    }

    /// `sealstead root-key reseal`
    @Command(
            name = "reseal",
            mixinStandardHelpOptions = true,
            description = "Write a stopped server's data folder anew under another store key and root key: for a store"
                    + " key that is known to others, or that is the root key of a folder from before there were store"
                    + " keys. The old folder is not changed.")
    static final class ResealCommand implements Callable<Integer> {
        @Mixin
        private final SettingOptions settings = new SettingOptions();

        @Mixin
        private final Console output = new Console();

        @Option(
                names = "--to",
                required = true,
                paramLabel = "DATA",
                description = "the data folder to be; root key and mark are made beside it")
        private @Nullable Path to;

        @Override
        public Integer call() throws IOException {
            var report = new FolderResealing(
                            settings.load(), Objects.requireNonNull(to).toAbsolutePath())
                    .run();
            var document = Console.document()
                    .put("storeKeyId", report.storeKeyId())
                    .put("rootKeyId", report.rootKeyId())
                    .put("rootKeyFile", report.rootKeyFile().toString())
                    .put("records", report.records())
                    .put("recordsUnderOldKey", report.old())
                    .put("auditLines", report.lines())
                    .put("blobs", report.blobs());
            if (output.printed(document)) {
                return 0;
            }
            System.out.printf(
                    "%d records open under store key %s, %d are left under the old one; %d lines of the audit trail;"
                            + " %d blobs%n",
                    report.records(), report.storeKeyId(), report.old(), report.lines(), report.blobs());
            System.out.println("its root key is " + report.rootKeyId() + " in " + report.rootKeyFile()
                    + ". Start the server on " + to
                    + ", back it up to a place of its own, then destroy the old folder, its"
                    + " root keys and its backups");
            return 0;
        }
    }

    private static void show(JsonNode answer) {
        System.out.println("root key   " + Shown.of(answer.path("rootKeyId")) + " in " + Shown.of(answer.path("file")));
        System.out.println("store key  " + Shown.of(answer.path("storeKeyId")));
        for (var under : answer.path("storeKeyUnder")) {
            System.out.println("  under root key " + Shown.of(under));
        }
        if (answer.path("storeKeyIsRootKey").asBoolean()) {
            System.out.println(
                    "  it is the root key that this folder began with, before there were store keys: whoever has"
                            + " that one and the data folder opens it, whatever root key there is now");
        }
        System.out.println("shares     "
                + (answer.path("recovery").asBoolean() ? "of this root key" : "none (sealstead recovery-key split)"));
    }
}
