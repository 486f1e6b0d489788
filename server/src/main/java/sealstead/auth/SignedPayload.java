package sealstead.auth;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What was signed of the payload, and what the body has to prove.
final class SignedPayload {
    final String token;
    private final PayloadMode mode;
    final Authentication.Method method;
    private @Nullable String hash;

    SignedPayload(String token, PayloadMode mode, Authentication.Method method) {
        this.token = token;
        this.mode = mode;
        this.method = method;
        this.hash = mode == PayloadMode.HASH ? token : null;
    }

    SignedPayload checkedAgainst(String hex) {
        if (mode == PayloadMode.HASH) {
            hash = hex;
        }
        return this;
    }

    PayloadProof proof(Supplier<ChunkSignatures> chain) {
        if (mode.streaming) {
            return new PayloadProof.Frames(mode.signed ? Optional.of(chain.get()) : Optional.empty(), mode.trailer);
        }
        return hash == null ? new PayloadProof.Unsigned() : new PayloadProof.Sha256(hash.toLowerCase(Locale.ROOT));
    }

    /// A streaming token that was not signed with the URL is refused, never believed: else the access key id
    /// alone could write (the peers' CVE-2026-41145).
    static SignedPayload presigned(EffectiveRequest request, List<String> signedHeaders, SigningAlgorithm algorithm) {
        var method =
                algorithm == SigningAlgorithm.ECDSA ? Authentication.Method.QUERY_V4A : Authentication.Method.QUERY;
        var given = request.headers().first(PayloadMode.HEADER);
        if (given.isEmpty()) {
            return new SignedPayload(PayloadMode.UNSIGNED, PayloadMode.of(PayloadMode.UNSIGNED), method);
        }
        var mode = PayloadMode.of(given.get(), algorithm);
        if (signedHeaders.contains(PayloadMode.HEADER)
                || !request.wire().headers().has(PayloadMode.HEADER)) {
            return new SignedPayload(given.get(), mode, method);
        }
        if (mode.streaming) {
            throw AuthError.HEADERS_NOT_SIGNED.refusal().with("HeadersNotSigned", PayloadMode.HEADER);
        }
        return new SignedPayload(PayloadMode.UNSIGNED, mode, method).checkedAgainst(given.get());
    }

    static PayloadProof ofAnonymous(EffectiveRequest request) {
        var token = request.headers().first(PayloadMode.HEADER).orElse(PayloadMode.UNSIGNED);
        var mode = PayloadMode.of(token);
        if (mode.signed) {
            throw AuthError.ACCESS_DENIED.refusal();
        }
        return new SignedPayload(token, mode, Authentication.Method.NONE).proof(() -> {
            throw AuthError.ACCESS_DENIED.refusal();
        });
    }
}
