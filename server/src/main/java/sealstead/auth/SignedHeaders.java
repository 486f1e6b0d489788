package sealstead.auth;

import java.util.ArrayList;
import java.util.List;
import sealstead.wire.Request;

/// The headers that a signature covers.
final class SignedHeaders {
    private SignedHeaders() {}

    /// Every `x-amz-` header must be covered: what a signature leaves out, anybody on the way could add.
    static void check(Request request, List<String> signedHeaders) {
        if (!signedHeaders.contains("host")) {
            throw AuthError.HEADERS_NOT_SIGNED.refusal().with("HeadersNotSigned", "host");
        }
        var missing = new ArrayList<String>();
        request.headers().forEach((name, value) -> {
            if (name.startsWith("x-amz-")
                    && !name.equals(PayloadMode.HEADER)
                    && !signedHeaders.contains(name)
                    && !missing.contains(name)) {
                missing.add(name);
            }
        });
        if (!missing.isEmpty()) {
            throw AuthError.HEADERS_NOT_SIGNED.refusal().with("HeadersNotSigned", String.join(", ", missing));
        }
    }
}
