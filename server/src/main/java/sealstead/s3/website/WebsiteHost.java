package sealstead.s3.website;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The host names of websites: `BUCKET.s3-website.REGION.BASE` and `BUCKET.s3-website-REGION.BASE`, as AWS has
/// both, and `BUCKET.s3-website.BASE` for the region that the bucket is in.
///
/// @param region absent where the host names none
record WebsiteHost(String bucket, Optional<String> region) {
    private static final Pattern LABELS =
            Pattern.compile("(.+)\\.s3-website(?:[.-]([a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}))?");
    private static final int MAX_CHARACTERS = 262;

    /// The website that a host names, if it names one.
    ///
    /// @param baseDomains the server's own names
    static Optional<WebsiteHost> of(String hostAndPort, List<String> baseDomains) {
        if (hostAndPort.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        var host = hostAndPort.toLowerCase(Locale.ROOT);
        if (!host.contains(".s3-website")) {
            return Optional.empty(); // nearly every request, and each is asked
        }
        int colon = host.lastIndexOf(':');
        var name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return baseDomains.stream()
                .filter(base -> name.endsWith("." + base))
                .map(base -> LABELS.matcher(name.substring(0, name.length() - base.length() - 1)))
                .filter(java.util.regex.Matcher::matches)
                .map(found -> new WebsiteHost(found.group(1), Optional.ofNullable(found.group(2))))
                .findFirst();
    }
}
