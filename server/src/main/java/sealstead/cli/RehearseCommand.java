package sealstead.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import sealstead.server.Config;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;

/// `sealstead rehearse`: starts a server on a folder of its own, asks it a few things, and stops it. What the JVM sees
/// meanwhile goes into the AOT cache from which every later start is quicker; the build runs it once.
@Command(
        name = "rehearse",
        hidden = true,
        description = "Start a server once and stop it, to record the AOT cache.",
        mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {
    private static final int ROUNDS = 20;

    @Override
    public Integer call() throws IOException {
        var folder = Files.createTempDirectory("sealstead-rehearsal");
        try {
            Map<Setting, String> settings = new EnumMap<>(Setting.class);
            settings.put(Setting.LISTEN, "127.0.0.1:0");
            settings.put(Setting.DATA, folder.resolve("data").toString());
            try (var server = SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC())) {
                int port = URI.create(server.endpoint()).getPort();
                for (int round = 0; round < ROUNDS; round++) {
                    ask(port, "GET /_sealstead/health/live");
                    ask(port, "GET /_sealstead/health/kms");
                    ask(port, "GET /bucket/key");
                }
            }
            return 0;
        } finally {
            remove(folder);
        }
    }

    private static void ask(int port, String what) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var request = what + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
