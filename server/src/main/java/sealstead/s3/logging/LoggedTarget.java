package sealstead.s3.logging;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import sealstead.s3.S3Operation;
import sealstead.wire.Clipped;
import sealstead.wire.PercentEncoding;

/// A request target as a log may show it. Who reads a log must not be able to do with it what its client could, so that
/// of the query only parameters that are known to be no secret are shown with their values: what is not known is taken
/// for a signature, a token or a key.
final class LoggedTarget {
    private static final String REDACTED = "REDACTED";
    private static final int MAX_CHARACTERS = 8 * 1024;
    private static final Set<String> SHOWN = shown();
    /// Shown by their names alone. A name that is not known may be a secret that lost its own.
    private static final Set<String> NAMED = Set.of(
            "awsaccesskeyid",
            "signature",
            "x-amz-content-sha256",
            "x-amz-copy-source-server-side-encryption-customer-key",
            "x-amz-copy-source-server-side-encryption-customer-key-md5",
            "x-amz-credential",
            "x-amz-s3session-token",
            "x-amz-security-token",
            "x-amz-server-side-encryption-customer-key",
            "x-amz-server-side-encryption-customer-key-md5",
            "x-amz-signature");

    private LoggedTarget() {}

    private static Set<String> shown() {
        var names = new HashSet<>(Set.of(
                "directory-bucket",
                "x-amz-algorithm",
                "x-amz-date",
                "x-amz-expires",
                "x-amz-signedheaders",
                "x-id",
                // the query authentication of Signature Version 2 ends then
                "expires"));
        for (var operation : S3Operation.values()) {
            operation.subresources().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
            operation.parameters().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        }
        return Set.copyOf(names);
    }

    /// A path and a query as they came, without what may be a secret.
    ///
    /// @param rawQuery without the question mark, or empty
    static String of(String rawPath, String rawQuery) {
        return clipped(rawQuery.isEmpty() ? rawPath : rawPath + "?" + query(rawQuery));
    }

    /// The page that a client came from: its URL may be a presigned one, its fragment may hold tokens, and its
    /// authority a password.
    static String ofReferer(String referer) {
        int fragment = referer.indexOf('#');
        var page = withoutUser(fragment < 0 ? referer : referer.substring(0, fragment));
        int question = page.indexOf('?');
        return question < 0 ? clipped(page) : of(page.substring(0, question), page.substring(question + 1));
    }

    private static String withoutUser(String page) {
        int slashes = page.indexOf("//");
        if (slashes < 0) {
            return page;
        }
        int from = slashes + 2;
        int to = from;
        while (to < page.length() && page.charAt(to) != '/' && page.charAt(to) != '?') {
            to++;
        }
        int at = page.lastIndexOf('@', to - 1);
        return at < from ? page : page.substring(0, from) + page.substring(at + 1);
    }

    static String clipped(String text) {
        return Clipped.of(text, MAX_CHARACTERS);
    }

    private static String query(String raw) {
        var shown = new StringJoiner("&");
        for (var parameter : raw.split("&", -1)) {
            shown.add(parameter.isEmpty() ? "" : parameter(parameter));
        }
        return shown.toString();
    }

    private static String parameter(String raw) {
        int equals = raw.indexOf('=');
        var name = PercentEncoding.decode(equals < 0 ? raw : raw.substring(0, equals), true)
                .orElse("");
        var known = name.toLowerCase(Locale.ROOT);
        if (SHOWN.contains(known)) {
            return raw;
        }
        return NAMED.contains(known) ? name + "=" + REDACTED : REDACTED;
    }
}
