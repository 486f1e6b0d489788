package sealstead.query;

import java.util.Locale;
import java.util.Optional;
import sealstead.wire.Query;
import sealstead.wire.Request;

/// Which requests are meant for one Query API, signed or not.
///
/// @param service as it stands in the scope of signatures
/// @param version the date that is the API's version
public record Recognition(String service, String version) {
    private static final String FORM = "application/x-www-form-urlencoded";

    /// Whether the request was signed for this service, as far as its scope says; every request is asked this.
    public boolean isSignedFor(Request request) {
        var header = request.headers().first("authorization").orElse("");
        int scope = header.indexOf("/aws4_request");
        return scope > service.length()
                && header.startsWith("AWS4-")
                && header.startsWith(service, scope - service.length())
                && header.charAt(scope - service.length() - 1) == '/';
    }

    /// Whether the request is an unsigned form for no bucket.
    public boolean isUnsignedForm(Request request) {
        return request.method().equals("POST")
                && isAtRoot(request)
                && !request.headers().has("authorization")
                && request.headers()
                        .first("content-type")
                        .filter(type -> type.toLowerCase(Locale.ROOT).startsWith(FORM))
                        .isPresent();
    }

    /// Whether the request is a GET of this API that nobody signed.
    public boolean isUnsignedQuery(Request request) {
        return request.method().equals("GET")
                && request.rawPath().equals("/")
                && !request.headers().has("authorization")
                && Query.parse(request.rawQuery())
                        .filter(query ->
                                query.has("Action") && query.first("Version").equals(Optional.of(version)))
                        .isPresent();
    }

    private static boolean isAtRoot(Request request) {
        return request.rawPath().equals("/") && request.rawQuery().isEmpty();
    }
}
