package sealstead.s3.website;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;

/// An error as a browser shows it.
///
/// @param missing why the website's own page for errors could not be shown, if it has one
record ErrorPage(Problem problem, Optional<Problem> missing) {
    private static final Map<Integer, String> PHRASES = Map.of(
            400, "Bad Request",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            412, "Precondition Failed",
            416, "Requested Range Not Satisfiable",
            500, "Internal Server Error",
            503, "Service Unavailable");

    /// What went wrong.
    ///
    /// @param details what the list shows besides, in order
    record Problem(int status, String code, String message, List<Refusal.Detail> details) {
        Problem {
            details = List.copyOf(details);
        }

        static Problem of(Refusal refusal) {
            return new Problem(refusal.status(), refusal.code(), refusal.message(), refusal.details());
        }
    }

    Reply reply(String requestId, String hostId, boolean head) {
        var type = "text/html; charset=utf-8";
        var reply = head
                ? Reply.empty(problem.status()).with("content-type", type)
                : Reply.of(problem.status(), type, html(requestId, hostId).getBytes(StandardCharsets.UTF_8));
        return named(reply, problem);
    }

    /// What went wrong, for programs.
    static Reply named(Reply reply, Problem problem) {
        reply.with("x-amz-error-code", problem.code());
        if (!problem.message().isEmpty()) {
            reply.with("x-amz-error-message", problem.message());
        }
        for (var detail : problem.details()) {
            if (detail.value().chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
                reply.with("x-amz-error-detail-" + detail.name(), detail.value());
            }
        }
        return reply;
    }

    private String html(String requestId, String hostId) {
        var title = problem.status() + " " + PHRASES.getOrDefault(problem.status(), problem.code());
        var out = new StringBuilder(512);
        out.append("<html>\n<head><title>").append(escaped(title)).append("</title></head>\n<body>\n<h1>");
        out.append(escaped(title)).append("</h1>\n<ul>\n");
        list(out, problem);
        item(out, "RequestId", requestId);
        item(out, "HostId", hostId);
        out.append("</ul>\n");
        missing.ifPresent(other -> {
            out.append("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n");
            list(out, other);
            out.append("</ul>\n");
        });
        return out.append("<hr/>\n</body>\n</html>\n").toString();
    }

    private static void list(StringBuilder out, Problem problem) {
        item(out, "Code", problem.code());
        item(out, "Message", problem.message());
        problem.details().forEach(detail -> item(out, detail.name(), detail.value()));
    }

    private static void item(StringBuilder out, String name, String value) {
        out.append("<li>")
                .append(escaped(name))
                .append(": ")
                .append(escaped(value))
                .append("</li>\n");
    }

    /// Keys are written by whoever asks: none of them is markup.
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
