package sealstead.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One multipart upload, step by step: create, its parts one after the other, complete.
final class Upload {
    static final int PARTS = 5;
    static final long PART_BYTES = 16 << 20;

    private final Target target;
    private final Cell cell;
    private final String path;
    private final Body part;
    private final Map<String, String> headers;
    private final StringBuilder document = new StringBuilder("<CompleteMultipartUpload>");
    private String id = "";

    Upload(Target target, Cell cell, String path, Body part) {
        this.target = target;
        this.cell = cell;
        this.path = path;
        this.part = part;
        this.headers = cell.mode().headersOfGet();
    }

    /// The first step.
    Step create(Map<String, String> headersOfPut) {
        return new Step(Request.of("POST", path, "uploads=", headersOfPut), true, answer -> {
            UnsupportedCellException.check(answer);
            target.checkProtection(answer, cell.mode());
            id = answer.element("UploadId");
            return part(1);
        });
    }

    private Step part(int number) {
        var query = "partNumber=" + number + "&uploadId=" + id;
        var request = new Request("PUT", path, query, headers, part, cell.signedPayload());
        return new Step(request, false, answer -> {
            Round.check(answer);
            document.append("<Part><PartNumber>").append(number).append("</PartNumber><ETag>");
            document.append(answer.headers().get("etag")).append("</ETag></Part>");
            return number < PARTS ? part(number + 1) : complete();
        });
    }

    private Step complete() {
        document.append("</CompleteMultipartUpload>");
        var body = Body.of(document.toString().getBytes(StandardCharsets.UTF_8));
        return Step.last(new Request("POST", path, "uploadId=" + id, headers, body, true), Round::checkDocument)
                .withText();
    }
}
