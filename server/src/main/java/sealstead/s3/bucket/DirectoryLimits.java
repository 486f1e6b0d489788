package sealstead.s3.bucket;

import java.util.List;
import sealstead.s3.AclHeaders;
import sealstead.s3.S3Error;
import sealstead.s3.S3Operation.Method;
import sealstead.s3.S3Request;
import sealstead.wire.Clipped;

/// What requests to directory buckets may not ask for: refused by its name, never ignored.
public final class DirectoryLimits {
    private static final List<String> HEADERS = AclHeaders.and(
            "x-amz-tagging",
            "x-amz-object-lock-mode",
            "x-amz-object-lock-retain-until-date",
            "x-amz-object-lock-legal-hold",
            "x-amz-bypass-governance-retention",
            "x-amz-mfa",
            "x-amz-website-redirect-location",
            "x-amz-request-payer",
            "x-amz-optional-object-attributes",
            "x-amz-confirm-remove-self-bucket-access",
            "x-amz-transition-default-minimum-object-size");

    private DirectoryLimits() {}

    public static void check(S3Request request) {
        for (var name : HEADERS) {
            if (has(request, name)) {
                throw S3Error.notImplementedHeader(name);
            }
        }
        // An object has no annotations here, so that only the wish to copy them can be refused.
        if (request.header("x-amz-annotation-directive").filter("COPY"::equals).isPresent()) {
            throw S3Error.notImplementedHeader("x-amz-annotation-directive");
        }
        boolean body = request.operation().method() == Method.PUT
                || request.operation().method() == Method.POST;
        if (body && has(request, "content-md5")) {
            throw S3Error.NOT_IMPLEMENTED
                    .saying("This bucket does not support Content Md5 header.")
                    .with("Header", "Content-MD5");
        }
        request.query().first("versionId").ifPresent(DirectoryLimits::checkVersion);
    }

    /// Nothing has versions there, so that every object's only one is `null`.
    public static void checkVersion(String id) {
        if (!id.equals("null")) {
            throw S3Error.invalidArgument(
                    "This bucket does not support version ids other than null.", "versionId", Clipped.of(id));
        }
    }

    /// An empty header says nothing, as an empty set of tags does.
    private static boolean has(S3Request request, String name) {
        return request.header(name).filter(value -> !value.isEmpty()).isPresent();
    }
}
