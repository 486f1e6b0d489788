package sealstead.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/// What the HTTP library refuses by itself is answered in S3's form, with nothing of the request reflected.
final class BadRequestHandler extends ErrorHandler {
    private final RequestIds ids;

    BadRequestHandler(RequestIds ids) {
        this.ids = ids;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // Our doors let no exception out, so that this one is the library's word about a header, such as a quote in
        // Host.
        if (response.getStatus() == 500 && request.getAttribute(ERROR_EXCEPTION) instanceof IllegalArgumentException) {
            response.setStatus(400);
        }
        var id = ids.next();
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
        response.getHeaders().put("x-amz-request-id", id);
        response.getHeaders().put(HttpHeader.SERVER, "AmazonS3");
        if (response.getStatus() == 503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, DoorHandler.RETRY_AFTER_SECONDS);
        }
        var row = row(response.getStatus(), isAboutUri(request));
        if (row == HttpError.HEADER_TOO_LARGE) {
            response.setStatus(row.status());
        }
        var body = document(row, id);
        response.write(
                true, request.getMethod().equals("HEAD") ? BufferUtil.EMPTY_BUFFER : ByteBuffer.wrap(body), callback);
        return true;
    }

    /// The library tells a path or an authority that it cannot read by what its parser of URIs threw.
    private static boolean isAboutUri(Request request) {
        return request.getAttribute(ERROR_EXCEPTION) instanceof HttpException.RuntimeException problem
                && problem.getCause() instanceof IllegalArgumentException;
    }

    private static HttpError row(int status, boolean aboutUri) {
        return switch (status) {
            case 400 -> aboutUri ? HttpError.INVALID_URI : HttpError.BAD_REQUEST;
            case 408 -> HttpError.REQUEST_TIMEOUT;
            case 414, 431 -> HttpError.HEADER_TOO_LARGE; // AWS has a code for it and no status
            case 500 -> HttpError.INTERNAL_ERROR;
            case 501 -> HttpError.NOT_IMPLEMENTED;
            case 503 -> HttpError.SLOW_DOWN;
            default -> HttpError.INVALID_REQUEST;
        };
    }

    private static byte[] document(HttpError row, String id) {
        return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + row.code() + "</Code><Message>"
                        + row.message() + "</Message><RequestId>" + id + "</RequestId></Error>")
                .getBytes(StandardCharsets.UTF_8);
    }
}
