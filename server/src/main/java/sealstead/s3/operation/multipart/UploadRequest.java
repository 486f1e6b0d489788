package sealstead.s3.operation.multipart;

import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.object.Uploads;
import sealstead.wire.Clipped;

/// What requests on an upload share: its id and a part's number.
final class UploadRequest {
    static final int MAX_PARTS = 10_000;

    private UploadRequest() {}

    static String uploadId(S3Request request) {
        return request.query()
                .first("uploadId")
                .filter(id -> !id.isEmpty())
                .orElseThrow(() -> Uploads.noSuchUpload(""));
    }

    static int partNumber(S3Request request) {
        var text = request.query().first("partNumber").orElse("");
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_PARTS) {
            throw S3Error.invalidArgument(
                    "Part number must be an integer between 1 and 10000, inclusive", "partNumber", Clipped.of(text));
        }
        return Integer.parseInt(text);
    }

    /// A number of a listing's query.
    static int number(S3Request request, String name, int byDefault, int most) {
        var text = request.query().first(name).filter(value -> !value.isEmpty());
        if (text.isEmpty()) {
            return byDefault;
        }
        if (text.get().matches("-[0-9]{1,18}")) {
            throw S3Error.invalidArgument(
                    "Argument " + name + " must be an integer between 0 and 2147483647", name, text.get());
        }
        if (!text.get().matches("[0-9]{1,10}") || Long.parseLong(text.get()) > Integer.MAX_VALUE) {
            throw S3Error.invalidArgument(
                    "Provided " + name + " not an integer or within integer range", name, Clipped.of(text.get()));
        }
        return Math.min(most, Integer.parseInt(text.get()));
    }
}
