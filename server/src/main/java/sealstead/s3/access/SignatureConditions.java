package sealstead.s3.access;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import sealstead.iam.RequestContext;

/// The condition keys of S3 that say how a request came, whatever it asks for; `s3:` and `s3express:` have the same.
public final class SignatureConditions {
    private SignatureConditions() {}

    /// @param name the key in lower case, without its prefix
    public static Optional<String> value(RequestContext context, String name) {
        var signature = context.signature();
        var value = switch (name) {
            case "signatureversion" -> signature.version();
            case "authtype" -> signature.type();
            case "signatureage" ->
                signature
                        .signed()
                        .map(signed -> Long.toString(
                                Duration.between(signed, context.time()).toMillis()))
                        .orElse("");
            case "tlsversion" -> context.peer().tlsVersion().replace("TLSv", "").toLowerCase(Locale.ROOT);
            default -> "";
        };
        return Optional.of(value).filter(text -> !text.isEmpty());
    }
}
