package sealstead.auth;

import java.util.HexFormat;

/// The chain of signatures over aws-chunked frames: each covers the one before, the first the request's own.
public final class ChunkSignatures {
    private static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final SignatureCheck check;
    private final String date;
    private final String scope;
    private String previous;

    ChunkSignatures(SignatureCheck check, String date, String scope, String seed) {
        this.check = check;
        this.date = date;
        this.scope = scope;
        this.previous = seed;
    }

    /// Checks the next frame's signature and moves the chain on.
    void checkFrame(byte[] sha256OfData, String given) {
        check("-PAYLOAD", EMPTY_SHA256 + "\n" + HexFormat.of().formatHex(sha256OfData), given);
    }

    /// Checks the signature over the trailing headers, given as `name:value` lines with their line feeds.
    void checkTrailer(byte[] sha256OfLines, String given) {
        check("-TRAILER", HexFormat.of().formatHex(sha256OfLines), given);
    }

    private void check(String kind, String tail, String shown) {
        var given = check.ofFrame(shown);
        var toSign = check.algorithm().wireName() + kind + "\n" + date + "\n" + scope + "\n" + previous + "\n" + tail;
        if (!check.isRight(toSign, given)) {
            throw AuthError.SIGNATURE_DOES_NOT_MATCH.refusal();
        }
        previous = given;
    }
}
