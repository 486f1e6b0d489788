package sealstead.cli;

import static sealstead.cli.AccountCommand.parameter;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `sealstead webhook NAME`: the key with which events for a webhook are signed.
@Command(
        name = "webhook",
        description = "Print the secret with which a webhook's receiver verifies that events come from this server.",
        mixinStandardHelpOptions = true)
final class WebhookCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Mixin
    private final Console output = new Console();

    @Parameters(paramLabel = "NAME", description = "its name in notification.webhooks")
    private String name = "";

    @Override
    public Integer call() throws IOException {
        var secret = server.client().get("admin/webhooks/secret?" + parameter("name", name));
        if (!output.printed(secret)) {
            System.out.println(Shown.of(secret.path("secret")));
        }
        return 0;
    }
}
