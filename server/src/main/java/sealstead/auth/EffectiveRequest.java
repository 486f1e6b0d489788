package sealstead.auth;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import sealstead.wire.Clipped;
import sealstead.wire.Headers;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Request;

/// What a request says, whichever way it says it: the query of a presigned URL may carry headers. It is made
/// once, before anybody decides anything, and router, signature check, policies and operations read this and
/// not the wire, so that none of them can see another request than the others do.
///
/// A header that comes twice is one, its values joined as the signature joins them; a parameter that stands for
/// a header must not come twice, since its order is not signed. Where a header and a parameter say the same
/// name, the one counts that the signature is sure to cover: the header of an `x-amz-` name, the parameter of a
/// condition.
public final class EffectiveRequest {
    /// Headers that are no `x-amz-` ones and that S3 takes from the query of a URL of Signature Version 4.
    private static final Set<String> CONDITIONS =
            Set.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since");

    private static final Set<String> OF_V2 = Set.of("content-md5", "content-type");

    private final Request wire;
    private final Query query;
    private final Mechanism mechanism;
    private final Headers headers;

    private EffectiveRequest(Request wire, Query query, Mechanism mechanism, Headers headers) {
        this.wire = wire;
        this.query = query;
        this.mechanism = mechanism;
        this.headers = headers;
    }

    /// Where a request says who asks.
    public enum Mechanism {
        NONE,
        HEADER,
        QUERY,
        QUERY_V2,
        /// `Authorization: AWS KEY:SIGNATURE`.
        HEADER_V2,
        /// Both a header and a query, which nobody may.
        SEVERAL
    }

    /// @throws Refusal `InvalidArgument` if a parameter that stands for a header holds what no header can
    public static EffectiveRequest of(Request wire, Query query) {
        var mechanism = mechanism(wire, query);
        return new EffectiveRequest(wire, query, mechanism, headers(wire, query, mechanism));
    }

    private static Mechanism mechanism(Request wire, Query query) {
        boolean presigned =
                query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature") || query.has("X-Amz-Credential");
        boolean second = query.has("AWSAccessKeyId") || (query.has("Signature") && query.has("Expires"));
        boolean header = wire.headers().has("authorization");
        if (header) {
            var text = wire.headers().first("authorization").orElse("");
            boolean old = text.equals("AWS") || text.startsWith("AWS ");
            return presigned || second ? Mechanism.SEVERAL : old ? Mechanism.HEADER_V2 : Mechanism.HEADER;
        }
        if (presigned) {
            return Mechanism.QUERY;
        }
        return second ? Mechanism.QUERY_V2 : Mechanism.NONE;
    }

    private static Headers headers(Request wire, Query query, Mechanism mechanism) {
        var sent = joined(wire.headers());
        if (mechanism != Mechanism.QUERY && mechanism != Mechanism.QUERY_V2) {
            return sent;
        }
        var merged = new Headers();
        var asked = new HashSet<String>();
        for (var parameter : query.parameters()) {
            var name = parameter.name().toLowerCase(Locale.ROOT);
            if (!standsForHeader(name, mechanism)) {
                continue;
            }
            if (!asked.add(name)) {
                throw refused("A parameter that stands for a header must not come twice.", name);
            }
            if (CONDITIONS.contains(name) || !sent.has(name)) {
                try {
                    merged.add(name, PresignedV2.headerText(parameter.value()));
                } catch (IllegalArgumentException controlCharacter) {
                    throw refused("Control characters are not allowed in parameters.", name);
                }
            }
        }
        sent.forEach((name, value) -> {
            if (!asked.contains(name) || !merged.has(name)) {
                merged.add(name, value);
            }
        });
        return merged;
    }

    private static Refusal refused(String message, String name) {
        return AuthError.INVALID_ARGUMENT.saying(message, Clipped.of(name), "");
    }

    /// The headers with those joined that came more than once and that a signature may cover.
    private static Headers joined(Headers sent) {
        var names = new HashSet<String>();
        var repeated = new boolean[1];
        sent.forEach((name, value) -> repeated[0] |= !names.add(name) && isJoined(name));
        if (!repeated[0]) {
            return sent;
        }
        var all = new Headers();
        sent.forEach((name, value) -> {
            if (!isJoined(name)) {
                all.add(name, value);
            } else if (!all.has(name)) {
                all.add(name, String.join(",", sent.all(name)));
            }
        });
        return all;
    }

    private static boolean isJoined(String name) {
        return name.startsWith("x-amz-") || CONDITIONS.contains(name) || OF_V2.contains(name);
    }

    /// Checksums are left out: they belong to bytes that a presigned URL does not know.
    private static boolean standsForHeader(String name, Mechanism mechanism) {
        if (name.startsWith("x-amz-")) {
            return !name.startsWith("x-amz-checksum-") && !name.equals("x-amz-sdk-checksum-algorithm");
        }
        return mechanism == Mechanism.QUERY_V2 ? OF_V2.contains(name) : CONDITIONS.contains(name);
    }

    /// The request as it came, for its path, its body and what a signature covers.
    public Request wire() {
        return wire;
    }

    /// The parameters of the query.
    public Query query() {
        return query;
    }

    public Mechanism mechanism() {
        return mechanism;
    }

    /// The headers, and those that the query of a presigned URL stands for.
    public Headers headers() {
        return headers;
    }

    /// Whether the signature leaves a parameter open that S3 gives a meaning: whoever holds the URL could have
    /// added it. Signature Version 2 covers parameters by their names.
    public boolean leavesOpen(String parameter) {
        return (mechanism == Mechanism.QUERY_V2 || mechanism == Mechanism.HEADER_V2) && !PresignedV2.covers(parameter);
    }
}
