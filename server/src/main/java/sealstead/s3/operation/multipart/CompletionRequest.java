package sealstead.s3.operation.multipart;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.DeclaredChecksum;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.Upload;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;

/// What a CompleteMultipartUpload asks for.
///
/// @param objectBytes what `x-amz-mp-object-size` says
/// @param fullObject what `x-amz-checksum-type` says
/// @param checksum what the object's checksum is said to be
record CompletionRequest(
        List<WantedPart> parts, Optional<Long> objectBytes, Optional<Boolean> fullObject, Optional<Declared> checksum) {
    /// How many parts a composite checksum is of.
    private static final Pattern COUNT = Pattern.compile("-[0-9]{1,5}$");

    CompletionRequest {
        parts = List.copyOf(parts);
    }

    /// One part of the list.
    ///
    /// @param etag without quotes
    record WantedPart(int number, String etag, Optional<Declared> checksum) {}

    /// A checksum in base64, with `-N` behind it if it is composite.
    record Declared(ChecksumAlgorithm algorithm, String value) {
        boolean isComposite() {
            return value.indexOf('-') >= 0;
        }
    }

    /// Reads the list, which is empty if there is no document: whether there must be one is asked when the
    /// upload is known.
    static CompletionRequest read(S3Request request) throws IOException {
        var parts = new ArrayList<WantedPart>();
        var document = ConfigurationBody.read(request);
        if (!document.isEmpty()) {
            var root = document.root().only("Part");
            for (var element : root.all("Part")) {
                parts.add(part(element));
            }
            if (parts.isEmpty()) {
                throw new MalformedXmlException();
            }
        }
        return new CompletionRequest(
                parts,
                request.header("x-amz-mp-object-size").map(CompletionRequest::size),
                request.header("x-amz-checksum-type").map(UploadChecksums::isFull),
                declared(request));
    }

    /// Refuses what cannot be the list of an upload's parts.
    void checkList(Upload upload) {
        if (parts.isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying("You must specify at least one part");
        }
        UploadChecksums.checkType(upload, fullObject);
        int last = 0;
        for (var part : parts) {
            if (part.number() <= last) {
                throw S3Error.INVALID_PART_ORDER.refusal().with("UploadId", upload.id());
            }
            last = part.number();
        }
    }

    /// Refuses a list of parts that does not go 1, 2, 3 and so on, as it must in directory buckets.
    void checkConsecutive() {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).number() != i + 1) {
                throw S3Error.INVALID_PART_ORDER.saying(
                        "The part numbers of an upload to a directory bucket must begin at 1 and be consecutive.");
            }
        }
    }

    private static WantedPart part(XmlElement element) {
        var number = element.text("PartNumber").orElseThrow(MalformedXmlException::new);
        if (!number.matches("-?[0-9]{1,9}")) {
            throw new MalformedXmlException();
        }
        if (Integer.parseInt(number) < 1) {
            throw S3Error.invalidArgument("PartNumber must be >= 1", "PartNumber", number);
        }
        var etag = element.text("ETag").map(EntityTag::unquoted).orElseThrow(MalformedXmlException::new);
        Optional<Declared> checksum = Optional.empty();
        for (var algorithm : ChecksumAlgorithm.values()) {
            var value = element.text(algorithm.elementName()).filter(text -> !text.isEmpty());
            if (value.isPresent()) {
                if (checksum.isPresent() || !DeclaredChecksum.isDigest(algorithm, value.get())) {
                    throw S3Error.INVALID_ARGUMENT.saying("Invalid Base64 or multiple checksums present in request");
                }
                checksum = Optional.of(new Declared(algorithm, value.get()));
            }
        }
        return new WantedPart(Integer.parseInt(number), etag, checksum);
    }

    private static long size(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw S3Error.INVALID_REQUEST.saying("Value for x-amz-mp-object-size header is invalid.");
        }
        return Long.parseLong(text);
    }

    private static Optional<Declared> declared(S3Request request) {
        Optional<Declared> found = Optional.empty();
        for (var algorithm : ChecksumAlgorithm.values()) {
            var value = request.headers().first(algorithm.headerName());
            if (value.isPresent()) {
                if (found.isPresent()) {
                    throw S3Error.MULTIPLE_CHECKSUMS.refusal();
                }
                if (!DeclaredChecksum.isDigest(
                        algorithm, COUNT.matcher(value.get()).replaceFirst(""))) {
                    throw S3Error.INVALID_REQUEST.saying("Value for " + algorithm.headerName() + " header is invalid.");
                }
                found = Optional.of(new Declared(algorithm, value.get()));
            }
        }
        return found;
    }
}
