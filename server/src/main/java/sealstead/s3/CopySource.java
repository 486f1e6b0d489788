package sealstead.s3;

import java.util.Optional;
import java.util.regex.Pattern;
import sealstead.wire.Clipped;
import sealstead.wire.PercentEncoding;
import sealstead.wire.Refusal;

/// What `x-amz-copy-source` names: `bucket/key[?versionId=..]`, the part before the version percent-encoded as a
/// whole or in part, with or without a leading slash, or a URL of a bucket in its path. It is read here and nowhere
/// else, so that a policy decides about the object that is copied.
///
/// @param versionId the version that is copied; absent for the current one
public record CopySource(String bucket, String key, Optional<String> versionId) {
    static final String HEADER = "x-amz-copy-source";
    private static final String VERSION = "?versionId=";
    private static final Pattern ORIGIN = Pattern.compile("(?i)https?://[^/]+");
    private static final int MAX_ECHOED_CHARACTERS = 256;

    /// Reads the header. A plus is a blank, and a question mark that belongs to the key has to be encoded.
    ///
    /// @throws Refusal `InvalidArgument` if it names no object, `NotImplemented` for the ARN of an access point
    static CopySource of(String header) {
        if (header.startsWith("arn:")) {
            throw S3Error.notImplementedHeader(HEADER);
        }
        int question = header.indexOf(VERSION);
        var path = question < 0 ? header : header.substring(0, question);
        var origin = ORIGIN.matcher(path);
        var named = PercentEncoding.decode(origin.lookingAt() ? path.substring(origin.end()) : path, true)
                .orElseThrow(() -> invalid(header));
        int start = named.startsWith("/") ? 1 : 0;
        int slash = named.indexOf('/', start);
        if (slash <= start || slash == named.length() - 1) {
            throw invalid(header);
        }
        Optional<String> version = Optional.empty();
        if (question >= 0) {
            version = Optional.of(header.substring(question + VERSION.length()));
        }
        return new CopySource(named.substring(start, slash), named.substring(slash + 1), version);
    }

    /// What policies compare, whatever the header's spelling was.
    public String bucketAndKey() {
        return bucket + "/" + key;
    }

    private static Refusal invalid(String header) {
        return S3Error.invalidArgument(
                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                HEADER,
                Clipped.of(header, MAX_ECHOED_CHARACTERS));
    }
}
