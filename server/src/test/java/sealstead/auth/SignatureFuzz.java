package sealstead.auth;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import sealstead.crypto.SecretBytes;
import sealstead.iam.AccessKeys;
import sealstead.iam.Caller;
import sealstead.wire.Headers;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Request;

/// The method, path, query and headers of a request, a line each: nobody is authenticated who has signed nothing.
public final class SignatureFuzz {
    private static final SecretBytes SECRET = SecretBytes.takeOver("secret".getBytes(StandardCharsets.UTF_8));
    private static final Authenticator AUTHENTICATOR = new Authenticator(
            (id, token) -> new AccessKeys.Lookup.Found(
                    new AccessKeys.AccessKey(id, SECRET, Caller.Principal.root("111122223333", id))),
            Clock.fixed(Instant.parse("2026-11-30T00:00:00Z"), ZoneOffset.UTC),
            List.of("us-east-1"),
            SignatureVersion2.ALL);

    private SignatureFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", 64);
        if (lines.length < 3) {
            return;
        }
        var headers = new Headers();
        for (int i = 3; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            // Others the HTTP parser refuses.
            if (lines[i].matches("[A-Za-z0-9-]+:[^\\x00-\\x1f\\x7f]*")) {
                headers.add(
                        lines[i].substring(0, colon),
                        lines[i].substring(colon + 1).strip());
            }
        }
        var query = Query.parse(lines[2]);
        if (query.isEmpty()) {
            return;
        }
        var request = new Request(
                "id", lines[0], "/" + lines[1], lines[2], headers, InputStream.nullInputStream(), Request.Peer.SELF);
        try {
            var authentication = AUTHENTICATOR.s3(EffectiveRequest.of(request, query.get()), "");
            if (authentication.method() != Authentication.Method.NONE) {
                throw new AssertionError("a signature was guessed");
            }
        } catch (Refusal refused) {
            return;
        }
    }
}
