package sealstead.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine.Command;
import sealstead.server.SealsteadServer;
import sealstead.wire.Printable;

/// `sealstead`: the server, and what asks a running one.
@Command(
        name = "sealstead",
        description = "An S3-compatible object store and KMS in one process, in which encryption is the product.",
        mixinStandardHelpOptions = true,
        version = "sealstead " + SealsteadServer.VERSION)
public final class Main {
    Main() {}

    public static void main(String[] arguments) {
        var line = Commands.line(arguments);
        System.exit(line.setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("sealstead: " + Printable.of(told(failure)));
                    return 1;
                })
                .execute(arguments));
    }

    /// The JDK tells of files by their names alone.
    private static String told(Exception failure) {
        return switch (failure) {
            case NoSuchFileException missing when missing.getReason() == null -> missing.getFile() + " is not there";
            case AccessDeniedException denied
            when denied.getReason() == null -> "this user may not read or write " + denied.getFile();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
