package sealstead.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import sealstead.log.ServerLog;
import sealstead.server.Config;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;

/// `sealstead server`: serves until it is told to stop.
@Command(
        name = "server",
        description = "Run the server.",
        exitCodeList = {
            "0:Its store was moved to another engine (sealstead migrate), and it has stopped.",
            "1:It could not start, or its store could not be moved in the very end.",
            "143:It was told to stop (SIGTERM), and has."
        },
        mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {
    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var config = settings.load();
        var log = ServerLog.install(config.logFormat());
        var server = SealsteadServer.start(config, Clock.systemUTC());
        var stopped = new CountDownLatch(1);
        var failure = new AtomicReference<>("");
        server.whenMoved(failed -> {
            failure.set(failed);
            stopped.countDown();
        });
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            try {
                server.close();
            } catch (IOException unclean) {
                System.err.println("sealstead: " + unclean.getMessage());
            }
            log.flush();
            stopped.countDown();
        }));
        System.out.print(greeting(config, server));
        System.out.println("ready " + server.endpoint());
        System.out.flush();
        stopped.await();
        if (!failure.get().isEmpty()) {
            throw new IOException(
                    "the store was not moved, and is served here when this is started again: " + failure.get());
        }
        return 0;
    }

    /// A secret that was made here is shown once, when it is made; later `sealstead env` tells it to who holds the
    /// root key. One that the operator gave is known to him, and standard output ends in more places than he may
    /// think of.
    private static String greeting(Config config, SealsteadServer server) {
        var root = server.accounts().root();
        var text = new StringBuilder();
        text.append("Sealstead " + SealsteadServer.VERSION + "\n");
        text.append("  endpoint           ").append(server.endpoint()).append('\n');
        server.consoleAddress()
                .ifPresent(address ->
                        text.append("  console            ").append(address).append('\n'));
        text.append("  data folder        ").append(config.data()).append('\n');
        text.append("  root key           ").append(config.rootKeyFile());
        text.append("  (keep a copy elsewhere: without it nothing can be opened)\n");
        text.append("  account            ")
                .append(root.principal().accountId())
                .append('\n');
        text.append("  region             ").append(config.region()).append('\n');
        text.append("  access key id      ").append(root.id()).append('\n');
        boolean given = config.text(Setting.ROOT_SECRET_ACCESS_KEY).isPresent();
        if (given) {
            text.append("  secret access key  as it was given\n");
        } else if (server.accounts().isFresh()) {
            var secret = new String(root.secret().exposeBytes(), StandardCharsets.UTF_8);
            text.append("  secret access key  ").append(secret).append('\n');
            text.append("\n  AWS_ACCESS_KEY_ID=")
                    .append(root.id())
                    .append(" AWS_SECRET_ACCESS_KEY=")
                    .append(secret);
            text.append(" AWS_REGION=").append(config.region());
            text.append(" aws --endpoint-url ").append(server.endpoint()).append(" s3 mb s3://my-bucket\n\n");
        } else {
            text.append("  secret access key  `sealstead env` tells it\n");
        }
        return text.toString();
    }
}
