package sealstead.s3.object;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;

/// What GetObject and HeadObject share: finding the object a request names, and the headers that describe it.
final class ObjectReader {
    private static final Map<String, String> OVERRIDES = Map.of(
            "response-cache-control", "cache-control",
            "response-content-disposition", "content-disposition",
            "response-content-encoding", "content-encoding",
            "response-content-language", "content-language",
            "response-content-type", "content-type",
            "response-expires", "expires");

    private ObjectReader() {}

    /// The object, which must exist. Without versioning the only version there is is `null`.
    static StoredObject existing(Objects objects, Bucket bucket, S3Request request) throws IOException {
        checkVersion(request);
        return objects.find(bucket.id(), request.key()).object().orElseThrow(() -> S3Error.noSuchKey(request.key()));
    }

    static void checkVersion(S3Request request) {
        request.query().first("versionId").filter(id -> !id.equals("null")).ifPresent(id -> {
            throw S3Error.invalidArgument("Invalid version id specified", "versionId", clipped(id));
        });
    }

    static void refusePartNumber(S3Request request) {
        request.query().first("partNumber").ifPresent(number -> {
            throw S3Error.NOT_IMPLEMENTED.saying("The parameter partNumber is not implemented.");
        });
    }

    static boolean wantsChecksum(S3Request request) {
        return request.header("x-amz-checksum-mode")
                .filter(mode -> mode.equalsIgnoreCase("ENABLED"))
                .isPresent();
    }

    /// The range asked for, unless an `If-Range` says that it was meant for another version.
    static Optional<ByteRange> range(S3Request request, StoredObject object) {
        var ifRange = request.header("if-range");
        if (ifRange.isPresent()
                && !EntityTag.unquoted(ifRange.get()).equals(object.etag())
                && !HttpDate.parse(ifRange.get())
                        .filter(time -> !object.lastModified().isAfter(time))
                        .isPresent()) {
            return Optional.empty();
        }
        return request.header("range").flatMap(header -> ByteRange.parse(header, object.bytes()));
    }

    /// Adds what describes the object, with the overrides that a signed request may ask for.
    static void describe(Reply reply, StoredObject object, S3Request request) {
        reply.with("etag", EntityTag.quoted(object.etag()))
                .with("last-modified", HttpDate.header(object.lastModified()))
                .with("accept-ranges", "bytes");
        object.attributes().system().forEach((name, value) -> {
            if (override(request, name).isEmpty()) {
                reply.with(name, value);
            }
        });
        OVERRIDES.forEach((parameter, header) ->
                request.query().first(parameter).ifPresent(value -> addChecked(reply, parameter, header, value)));
        object.attributes().user().forEach((name, value) -> reply.with("x-amz-meta-" + name, value));
    }

    private static void addChecked(Reply reply, String parameter, String header, String value) {
        try {
            reply.with(header, value);
        } catch (IllegalArgumentException controlCharacter) {
            throw invalid(parameter);
        }
    }

    private static Refusal invalid(String parameter) {
        return S3Error.invalidArgument("Header value cannot be represented using ISO-8859-1.", parameter, "");
    }

    private static Optional<String> override(S3Request request, String header) {
        return request.query().first("response-" + header);
    }

    private static String clipped(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64);
    }
}
