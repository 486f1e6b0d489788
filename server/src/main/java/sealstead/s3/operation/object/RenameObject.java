package sealstead.s3.operation.object;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import sealstead.s3.DirectoryName;
import sealstead.s3.S3Error;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.RenameConditions;
import sealstead.s3.object.Renaming;
import sealstead.wire.Clipped;
import sealstead.wire.PercentEncoding;
import sealstead.wire.Reply;

/// PUT /{bucket}/{key}?renameObject: gives an object of a directory bucket another key. Its bytes, its encryption
/// and all that is said of it stay as they are, the KMS is not asked.
public final class RenameObject implements S3Handler.OnBucket {
    private static final String SOURCE = "x-amz-rename-source";
    private static final String TOKEN = "x-amz-client-token";
    private static final int MAX_KEY_BYTES = 1024;
    private static final List<String> CONDITIONS =
            List.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since");

    private final Renaming renaming;

    public RenameObject(Renaming renaming) {
        this.renaming = renaming;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        if (!bucket.isDirectory()) {
            throw S3Error.notImplemented(S3Operation.RENAME_OBJECT);
        }
        var source = source(request, bucket);
        var token = token(request);
        var conditions = RenameConditions.of(request.headers());
        if (source.equals(request.key())) {
            throw S3Error.INVALID_REQUEST.saying("An object cannot be renamed to the key that it has.");
        }
        if (source.endsWith("/") || request.key().endsWith("/")) {
            throw S3Error.INVALID_REQUEST.saying("Keys that end with a slash cannot be renamed.");
        }
        renaming.rename(
                new Renaming.Wanted(bucket, source, request.key(), conditions, token, parameters(request, source)));
        return Reply.empty(200);
    }

    /// The key of the source, URL-encoded, with or without a leading slash or `/bucket/` before it.
    private static String source(S3Request request, Bucket bucket) {
        var header = request.header(SOURCE).orElse("");
        var path = header.startsWith("/") ? header.substring(1) : header;
        var own = bucket.name() + "/";
        if (path.startsWith(own)) {
            path = path.substring(own.length());
        } else if (path.indexOf('/') > 0 && DirectoryName.isWellFormed(path.substring(0, path.indexOf('/')))) {
            throw S3Error.INVALID_REQUEST.saying("An object can be renamed within its bucket only.");
        }
        var key = PercentEncoding.decode(path, false).orElseThrow(() -> invalid(header));
        if (key.isEmpty()) {
            throw invalid(header);
        }
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw S3Error.KEY_TOO_LONG.refusal();
        }
        return key;
    }

    private static RuntimeException invalid(String header) {
        return S3Error.invalidArgument("The rename source is a URL-encoded key.", SOURCE, Clipped.of(header));
    }

    private static Optional<String> token(S3Request request) {
        var token = request.header(TOKEN).filter(value -> !value.isEmpty());
        if (token.filter(value -> !value.matches("[!-~]{1,64}")).isPresent()) {
            throw S3Error.invalidArgument(
                    "The client token has 1 to 64 printable ASCII characters.", TOKEN, Clipped.of(token.get()));
        }
        return token;
    }

    /// Everything that must be the same when the same token comes again.
    private static String parameters(S3Request request, String source) {
        var all = new StringBuilder().append(source).append('\n').append(request.key());
        for (var prefix : List.of("", SOURCE + "-")) {
            for (var condition : CONDITIONS) {
                all.append('\n').append(request.header(prefix + condition).orElse(""));
            }
        }
        return all.toString();
    }
}
