package sealstead.s3;

import java.util.Optional;
import java.util.regex.Pattern;

/// The names under which access points stand where a bucket can stand: an ARN, or what is made of the alias
/// in a host. No bucket can be called so. An alias alone is a bucket's name as any other, as on AWS, though
/// no bucket has it.
public final class AccessPointName {
    private static final String SUFFIX = ".mrap";
    private static final Pattern ARN =
            Pattern.compile("arn:aws:s3:([a-z0-9-]*):([0-9]{12}):accesspoint[:/]([a-z][a-z0-9]*\\.mrap|[a-z0-9-]+)");
    private static final String HOSTED = "accesspoint/";
    private static final Pattern HOST = Pattern.compile("([a-z][a-z0-9]*\\.mrap)\\.accesspoint(?:\\.s3-global)?");
    /// The first segment of a path whose ARN has its slash as a slash.
    private static final Pattern ARN_BEFORE_SLASH = Pattern.compile("arn:aws:s3:[a-z0-9-]*:[0-9]{12}:accesspoint");

    private AccessPointName() {}

    /// Whether a name that stands for a bucket is one of an access point.
    public static boolean is(String bucket) {
        return bucket.startsWith(HOSTED)
                || (bucket.startsWith("arn:") && ARN.matcher(bucket).matches());
    }

    /// The alias in an ARN or alias, with the account that the ARN names.
    ///
    /// @param account empty for an alias
    public record Parsed(String alias, String account) {}

    /// @return nothing for what is no Multi-Region Access Point's name
    public static Optional<Parsed> parse(String name) {
        if (name.endsWith(SUFFIX) && !name.startsWith("arn:")) {
            return Optional.of(new Parsed(name.startsWith(HOSTED) ? name.substring(HOSTED.length()) : name, ""));
        }
        var arn = ARN.matcher(name);
        return arn.matches() && arn.group(1).isEmpty() && arn.group(3).endsWith(SUFFIX)
                ? Optional.of(new Parsed(arn.group(3), arn.group(2)))
                : Optional.empty();
    }

    /// Whether a name is the ARN of an access point of one region, which there are none of.
    public static boolean isRegional(String name) {
        var arn = ARN.matcher(name);
        return arn.matches() && !arn.group(3).endsWith(SUFFIX);
    }

    public static boolean isBeforeSlash(String segment) {
        return segment.startsWith("arn:") && ARN_BEFORE_SLASH.matcher(segment).matches();
    }

    /// The name made of the alias that stands left of a base name.
    public static Optional<String> ofHost(String labels) {
        var host = HOST.matcher(labels);
        return host.matches() ? Optional.of(HOSTED + host.group(1)) : Optional.empty();
    }
}
