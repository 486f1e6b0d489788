package sealstead.s3.object;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Clipped;
import sealstead.xml.XmlElement;

/// The conditions under which an object may be deleted. Those on its time and its size are directory buckets' own, and
/// there a key that is not there meets every condition.
///
/// @param ifMatch the ETag that the current object must have, or `*` for any
public record DeleteConditions(
        Optional<String> ifMatch, Optional<Instant> lastModified, Optional<Long> bytes, boolean absentIsFine) {
    private static final String TIME = "x-amz-if-match-last-modified-time";
    private static final String SIZE = "x-amz-if-match-size";

    public static DeleteConditions of(S3Request request, Bucket bucket) {
        var time = request.header(TIME).filter(value -> !value.isEmpty());
        var size = request.header(SIZE).filter(value -> !value.isEmpty());
        if (!bucket.isDirectory()) {
            time.ifPresent(value -> refuse(TIME));
            size.ifPresent(value -> refuse(SIZE));
        }
        return new DeleteConditions(
                request.header("if-match").map(EntityTag::unquoted),
                time.map(value -> time(TIME, value)),
                size.map(value -> size(SIZE, value)),
                bucket.isDirectory());
    }

    /// What DeleteObjects says of one of its keys.
    public static DeleteConditions of(XmlElement object, Bucket bucket) {
        var time = object.text("LastModifiedTime");
        var size = object.text("Size");
        if (!bucket.isDirectory() && (time.isPresent() || size.isPresent())) {
            throw S3Error.NOT_IMPLEMENTED.saying(
                    "Conditions on LastModifiedTime and Size are supported on directory buckets only.");
        }
        return new DeleteConditions(
                object.text("ETag").map(EntityTag::unquoted),
                time.map(value -> time("LastModifiedTime", value)),
                size.map(value -> size("Size", value)),
                bucket.isDirectory());
    }

    private static void refuse(String header) {
        throw S3Error.notImplementedHeader(header);
    }

    private static Instant time(String name, String value) {
        return HttpDate.parse(value)
                .orElseThrow(() -> S3Error.invalidArgument("The time is not a date.", name, Clipped.of(value)));
    }

    private static long size(String name, String value) {
        if (!value.strip().matches("[0-9]{1,18}")) {
            throw S3Error.invalidArgument("The size is not a number of bytes.", name, Clipped.of(value));
        }
        return Long.parseLong(value.strip());
    }

    private boolean areAny() {
        return ifMatch.isPresent() || lastModified.isPresent() || bytes.isPresent();
    }

    public void check(Objects.Found found, String key) {
        if (!areAny() || (absentIsFine && found.object().isEmpty())) {
            return;
        }
        var object = found.object().orElseThrow(() -> S3Error.noSuchKey(key));
        if (ifMatch.filter(etag -> !etag.equals("*") && !etag.equals(object.etag()))
                .isPresent()) {
            throw failed("If-Match");
        }
        var modified = object.lastModified().truncatedTo(ChronoUnit.SECONDS);
        if (lastModified
                .filter(time -> !time.truncatedTo(ChronoUnit.SECONDS).equals(modified))
                .isPresent()) {
            throw failed(TIME);
        }
        if (bytes.filter(size -> size != object.bytes()).isPresent()) {
            throw failed(SIZE);
        }
    }

    private static RuntimeException failed(String condition) {
        return S3Error.PRECONDITION_FAILED.refusal().with("Condition", condition);
    }
}
