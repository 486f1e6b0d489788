package sealstead.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The regions that a SigV4A signature is good for: names with stars in them, such as `us-east-1,eu-*`.
record RegionSet(List<String> patterns) {
    /// The header, or the parameter of a presigned URL, that holds it.
    static final String HEADER = "x-amz-region-set";

    private static final int MAX_PATTERNS = 64;
    private static final Pattern PATTERN = Pattern.compile("[a-z0-9*-]{1,64}");

    RegionSet {
        patterns = List.copyOf(patterns);
    }

    static Optional<RegionSet> parse(String text) {
        var parts = text.split(",", MAX_PATTERNS + 1);
        if (parts.length > MAX_PATTERNS) {
            return Optional.empty();
        }
        var patterns = new ArrayList<String>();
        for (var part : parts) {
            var pattern = part.strip();
            if (!PATTERN.matcher(pattern).matches()) {
                return Optional.empty();
            }
            patterns.add(pattern);
        }
        return Optional.of(new RegionSet(patterns));
    }

    /// Those of `regions` that are in the set, in their order.
    List<String> covered(List<String> regions) {
        return regions.stream()
                .filter(region -> patterns.stream().anyMatch(pattern -> matches(pattern, region)))
                .toList();
    }

    /// Goes back to the last star only, which is enough for stars, so that the time is the product of the
    /// lengths.
    private static boolean matches(String pattern, String text) {
        int at = 0;
        int star = -1;
        int resume = 0;
        int i = 0;
        while (i < text.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                resume = i;
            } else if (at < pattern.length() && pattern.charAt(at) == text.charAt(i)) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    /// The regions that a signature without one is good for, as far as the request says so. It is an `x-amz-`
    /// header or a parameter, so that no signature leaves it out.
    static String said(EffectiveRequest request) {
        return request.headers().first(HEADER).orElse("");
    }
}
