package sealstead.auth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sealstead.wire.PercentEncoding;
import sealstead.wire.Query;
import sealstead.wire.Request;

/// The text that a SigV4 signature covers: S3 encodes the path once and never normalises it.
final class CanonicalRequest {
    private CanonicalRequest() {}

    static String text(
            Request request, Query query, List<String> signedHeaders, String payloadToken, boolean encodePathTwice) {
        var out = new StringBuilder(512);
        out.append(request.method()).append('\n');
        out.append(path(request.rawPath(), encodePathTwice)).append('\n');
        out.append(query(query)).append('\n');
        for (var name : signedHeaders) {
            out.append(name).append(':');
            var values = request.headers().all(name);
            for (int i = 0; i < values.size(); i++) {
                if (i > 0) {
                    out.append(',');
                }
                appendCollapsed(out, values.get(i));
            }
            out.append('\n');
        }
        out.append('\n').append(String.join(";", signedHeaders));
        return out.append('\n').append(payloadToken).toString();
    }

    private static String path(String rawPath, boolean twice) {
        var raw = rawPath.isEmpty() ? "/" : rawPath;
        var once = PercentEncoding.encode(PercentEncoding.decode(raw, false).orElse(raw), true);
        return twice ? PercentEncoding.encode(once, true) : once;
    }

    private static String query(Query query) {
        var pairs = new ArrayList<Query.Parameter>();
        for (var parameter : query.parameters()) {
            if (!parameter.name().equals("X-Amz-Signature")) {
                pairs.add(new Query.Parameter(
                        PercentEncoding.encode(parameter.name(), false),
                        PercentEncoding.encode(parameter.value(), false)));
            }
        }
        pairs.sort(Comparator.comparing(Query.Parameter::name).thenComparing(Query.Parameter::value));
        var out = new StringBuilder();
        for (var pair : pairs) {
            if (!out.isEmpty()) {
                out.append('&');
            }
            out.append(pair.name()).append('=').append(pair.value());
        }
        return out.toString();
    }

    /// Trims the value and folds runs of blanks into one.
    private static void appendCollapsed(StringBuilder out, String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isBlank(value.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(value.charAt(end - 1))) {
            end--;
        }
        int copied = start;
        for (int i = start; i < end; i++) {
            if (isBlank(value.charAt(i))) {
                out.append(value, copied, i).append(' ');
                while (isBlank(value.charAt(i + 1))) {
                    i++;
                }
                copied = i + 1;
            }
        }
        out.append(value, copied, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
