package sealstead.s3.door;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import sealstead.s3.AccessPointName;
import sealstead.s3.Address;
import sealstead.s3.DirectoryName;
import sealstead.s3.S3Error;
import sealstead.wire.Clipped;
import sealstead.wire.PercentEncoding;
import sealstead.wire.Request;

/// Which bucket and key a request names, path-style or virtual-hosted. Keys are taken exactly as sent:
/// `a//b`, `a/../b` and `%2F` are different keys. The one exception is the second slash that AWS's SDK for
/// JavaScript puts after a directory bucket where the endpoint is an address: it is none.
public final class Addressing {
    /// A name of the DNS has at most 253 characters.
    private static final int MAX_HOST_CHARACTERS = 255;

    private static final int MAX_PORT_CHARACTERS = 6;
    private static final String REGION = "(?:\\.dualstack)?\\.[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}";
    /// `s3express-control.<region>`, where buckets are in the path.
    private static final Pattern CONTROL = Pattern.compile("s3express-control(?:-fips)?" + REGION);
    /// `<bucket>.s3express-<zone>.<region>`.
    private static final Pattern ZONAL =
            Pattern.compile("([a-z0-9-]+--x-s3)\\.s3express-(?:fips-)?([a-z0-9-]+)" + REGION);

    private final List<String> baseDomains;

    /// @param baseDomains host names left of which stands a bucket, lower case; the longest match wins
    public Addressing(List<String> baseDomains) {
        this.baseDomains = baseDomains.stream()
                .sorted(java.util.Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /// @throws sealstead.wire.Refusal `InvalidURI` or `KeyTooLongError`
    public Address of(Request request) {
        var path = request.rawPath();
        if (!path.startsWith("/")) {
            throw S3Error.INVALID_URI.refusal().with("URI", Clipped.of(path, 256));
        }
        var hosted = hostedBucket(request.headers().first("host").orElse(""));
        if (!hosted.isEmpty()) {
            return new Address(hosted, key(path.substring(1), path));
        }
        int slash = path.indexOf('/', 1);
        var bucket = decoded(slash < 0 ? path.substring(1) : path.substring(1, slash), path);
        if (bucket.isEmpty() && slash > 0) {
            throw S3Error.INVALID_URI.refusal().with("URI", Clipped.of(path, 256));
        }
        if (slash > 0 && AccessPointName.isBeforeSlash(bucket)) {
            int second = path.indexOf('/', slash + 1);
            var name = decoded(second < 0 ? path.substring(slash + 1) : path.substring(slash + 1, second), path);
            return new Address(bucket + "/" + name, second < 0 ? "" : key(path.substring(second + 1), path));
        }
        if (slash < 0) {
            return new Address(bucket, "");
        }
        boolean doubled = DirectoryName.is(bucket) && path.startsWith("/", slash + 1);
        return new Address(bucket, key(path.substring(slash + (doubled ? 2 : 1)), path));
    }

    /// Whether the host is one of ours as a whole, with no bucket to its left.
    public boolean isPathStyle(Request request) {
        return hostedBucket(request.headers().first("host").orElse("")).isEmpty();
    }

    /// The bucket that the host names, or empty.
    public String hostedBucket(Request request) {
        return hostedBucket(request.headers().first("host").orElse(""));
    }

    /// A host that can be no name names no bucket; what is longer is refused before any door
    /// (`http.DoorHandler`).
    private String hostedBucket(String hostAndPort) {
        if (hostAndPort.length() > MAX_HOST_CHARACTERS + MAX_PORT_CHARACTERS) {
            return "";
        }
        var host = hostAndPort.toLowerCase(Locale.ROOT);
        int colon = host.lastIndexOf(':');
        if (colon > host.lastIndexOf(']')) {
            host = host.substring(0, colon);
        }
        for (var base : baseDomains) {
            if (host.equals(base)) {
                return "";
            }
            if (host.endsWith("." + base)) {
                return bucketOf(host.substring(0, host.length() - base.length() - 1));
            }
        }
        return "";
    }

    /// The bucket of what stands left of a base name: the endpoints of S3 Express have their own names in
    /// between.
    private static String bucketOf(String labels) {
        if (CONTROL.matcher(labels).matches()) {
            return "";
        }
        var accessPoint = AccessPointName.ofHost(labels);
        if (accessPoint.isPresent()) {
            return accessPoint.get();
        }
        var zonal = ZONAL.matcher(labels);
        return zonal.matches() && DirectoryName.zoneId(zonal.group(1)).equals(zonal.group(2)) ? zonal.group(1) : labels;
    }

    private static String key(String raw, String path) {
        return Address.checkedKey(decoded(raw, path));
    }

    private static String decoded(String raw, String path) {
        return PercentEncoding.decode(raw, false)
                .orElseThrow(() -> S3Error.INVALID_URI.refusal().with("URI", Clipped.of(path, 256)));
    }
}
