package sealstead.s3.configuration;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One rule of a CORS configuration.
///
/// @param origins allowed origins, each with one `*` at most
/// @param headers allowed request headers, each with one `*` at most
/// @param maxAgeSeconds how long a browser may remember a preflight
public record CorsRule(
        List<String> origins,
        List<String> methods,
        List<String> headers,
        List<String> exposed,
        Optional<String> maxAgeSeconds) {
    public CorsRule {
        origins = List.copyOf(origins);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        exposed = List.copyOf(exposed);
    }

    /// Whether a script of `origin` may send `method` with these headers.
    public boolean allows(String origin, String method, List<String> requested) {
        return allowedOrigin(origin).isPresent()
                && methods.contains(method)
                && requested.stream().allMatch(this::allowsHeader);
    }

    /// The allowed origin that `origin` matches.
    public Optional<String> allowedOrigin(String origin) {
        return origins.stream().filter(allowed -> matches(allowed, origin)).findFirst();
    }

    private boolean allowsHeader(String requested) {
        return headers.stream().anyMatch(allowed -> matches(allowed.toLowerCase(Locale.ROOT), requested));
    }

    private static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        return star < 0
                ? pattern.equals(text)
                : text.length() >= pattern.length() - 1
                        && text.startsWith(pattern.substring(0, star))
                        && text.endsWith(pattern.substring(star + 1));
    }
}
