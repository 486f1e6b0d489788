package sealstead.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sealstead explain`: why a request was allowed or refused, or what would become of one.
@Command(
        name = "explain",
        description = {
            "Explain a request by its id (x-amz-request-id), or ask what would be decided:",
            "  sealstead explain 7F3A9C0012345678",
            "  sealstead explain --principal ARN --action s3:GetObject --resource ARN [--context KEY=VALUE ...]"
        },
        exitCodeList = {"1:Nothing is remembered of the request, or it could not be asked."},
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Parameters(arity = "0..1", paramLabel = "REQUEST-ID", description = "the request's id")
    private String requestId = "";

    @Option(names = "--principal", paramLabel = "ARN", description = "root user, user, role or session; * for nobody")
    private String principal = "";

    @Option(names = "--action", paramLabel = "ACTION", description = "such as s3:GetObject")
    private String action = "";

    @Option(names = "--resource", paramLabel = "ARN", description = "bucket, object or KMS key; * for none")
    private String resource = "";

    @Option(names = "--context", paramLabel = "KEY=VALUE", description = "a condition key of the request")
    private List<String> context = new ArrayList<>();

    @Mixin
    private final Console output = new Console();

    @Override
    public Integer call() throws IOException {
        var document = server.client().get("admin/explain?" + query());
        if (output.printed(document)) {
            return 0;
        }
        if (document.has("known") && !document.path("known").asBoolean()) {
            System.out.println("no decision of request " + requestId
                    + " is remembered: it was not authenticated, or it is" + " too long ago");
            return 1;
        }
        for (var decision : document.path("decisions")) {
            System.out.println(Shown.of(decision.path("decision")) + " "
                    + Shown.of(decision.path("action")) + " on "
                    + Shown.of(decision.path("resource")) + " for "
                    + Shown.of(decision.path("principal")));
            decision.path("because").forEach(line -> System.out.println("  " + Shown.of(line)));
        }
        document.path("protection").forEach(line -> System.out.println("protection: " + Shown.of(line)));
        return 0;
    }

    private String query() {
        if (!requestId.isEmpty()) {
            return "request=" + encoded(requestId);
        }
        var query = new StringBuilder(
                "principal=" + encoded(principal) + "&action=" + encoded(action) + "&resource=" + encoded(resource));
        context.forEach(pair -> query.append("&context=").append(encoded(pair)));
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
