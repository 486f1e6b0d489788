package sealstead.s3.content;

import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.object.ByteRange;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.Manifest;
import sealstead.s3.object.StoredObject;
import sealstead.wire.Clipped;

/// Which bytes of an object a reader asks for: all, a range, or one part.
///
/// @param partial whether the answer is 206 with a `Content-Range`
/// @param part the index of the part in the manifest, or -1
/// @param parts how many parts the object has if one was asked for, else 0
public record Selection(ByteRange bytes, boolean partial, int part, int parts) {
    private static final int MAX_PARTS = 10_000;

    /// @param manifest the parts of a multipart object; needed only if [#wantsPart]
    public static Selection of(S3Request request, StoredObject object, Optional<Manifest> manifest) {
        var whole = new ByteRange(0, object.bytes() - 1);
        var number = request.query().first("partNumber");
        if (number.isEmpty()) {
            var range = range(request, object);
            return new Selection(range.orElse(whole), range.isPresent(), -1, 0);
        }
        if (request.headers().has("range")) {
            throw S3Error.INVALID_REQUEST.saying("Cannot specify both Range header and partNumber query parameter");
        }
        int wanted = partNumber(number.get());
        if (manifest.isEmpty()) {
            if (wanted != 1) {
                throw noSuchPart(wanted, 1);
            }
            return new Selection(whole, object.bytes() > 0, -1, 0);
        }
        long first = 0;
        int index = 0;
        for (var part : manifest.get().parts()) {
            if (part.number() == wanted) {
                return new Selection(
                        new ByteRange(first, first + part.bytes() - 1),
                        part.bytes() > 0,
                        index,
                        manifest.get().parts().size());
            }
            first += part.bytes();
            index++;
        }
        throw noSuchPart(wanted, manifest.get().parts().size());
    }

    public static boolean wantsPart(S3Request request) {
        return request.query().has("partNumber");
    }

    /// Refuses a number that no part can have, before anything is looked up.
    public static void checkPartNumber(S3Request request) {
        request.query().first("partNumber").ifPresent(Selection::partNumber);
    }

    static int partNumber(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_PARTS) {
            throw S3Error.invalidArgument(
                    "Part number must be an integer between 1 and 10000, inclusive", "partNumber", Clipped.of(text));
        }
        return Integer.parseInt(text);
    }

    private static RuntimeException noSuchPart(int wanted, int parts) {
        return S3Error.INVALID_PART_NUMBER
                .refusal()
                .with("PartNumberRequested", Integer.toString(wanted))
                .with("ActualPartCount", Integer.toString(parts));
    }

    /// The range asked for, unless an `If-Range` says that it was meant for another version.
    private static Optional<ByteRange> range(S3Request request, StoredObject object) {
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
}
