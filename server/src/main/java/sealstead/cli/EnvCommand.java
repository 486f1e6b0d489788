package sealstead.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `sealstead env`: lines for a shell to take over, so that AWS's clients find the running server.
@Command(
        name = "env",
        description = "Print AWS_ENDPOINT_URL and credentials of the running server: eval $(sealstead env)",
        mixinStandardHelpOptions = true)
final class EnvCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Mixin
    private final Console output = new Console();

    @Override
    public Integer call() throws IOException {
        var config = server.config();
        var url = server.url(config);
        var credentials = server.ofRootKey(config).get("admin/credentials");
        var variables = Console.document()
                .put("AWS_ENDPOINT_URL", url)
                .put("AWS_ACCESS_KEY_ID", credentials.path("accessKeyId").asText())
                .put(
                        "AWS_SECRET_ACCESS_KEY",
                        credentials.path("secretAccessKey").asText())
                .put("AWS_REGION", config.region())
                .put("AWS_DEFAULT_REGION", config.region());
        if (!output.printed(variables)) {
            for (var variable : variables.properties()) {
                export(variable.getKey(), variable.getValue().asText());
            }
        }
        return 0;
    }

    private static void export(String name, String value) throws IOException {
        System.out.println("export " + name + "=" + ShellWord.of(value) + ";");
    }
}
