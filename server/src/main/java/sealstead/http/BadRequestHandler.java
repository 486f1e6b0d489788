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
    private static final String UNREADABLE = "An error occurred when parsing the HTTP request.";

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
        var body = document(response.getStatus(), isAboutUri(request), id);
        if (response.getStatus() == 414 || response.getStatus() == 431) {
            response.setStatus(400); // AWS has a code for it and no status
        }
        response.write(
                true, request.getMethod().equals("HEAD") ? BufferUtil.EMPTY_BUFFER : ByteBuffer.wrap(body), callback);
        return true;
    }

    /// The library tells a path or an authority that it cannot read by what its parser of URIs threw.
    private static boolean isAboutUri(Request request) {
        return request.getAttribute(ERROR_EXCEPTION) instanceof HttpException.RuntimeException problem
                && problem.getCause() instanceof IllegalArgumentException;
    }

    private static byte[] document(int status, boolean aboutUri, String id) {
        var code = switch (status) {
            case 400 -> aboutUri ? "InvalidURI" : "BadRequest";
            case 408 -> "RequestTimeout";
            case 414, 431 -> "RequestHeaderSectionTooLarge";
            case 500 -> "InternalError";
            case 501 -> "NotImplemented";
            case 503 -> "SlowDown";
            default -> "InvalidRequest";
        };
        var message = switch (status) {
            case 408 ->
                "Your socket connection to the server was not read from or written to within the timeout period.";
            case 414, 431 -> "Your request header section exceeds the maximum allowed size.";
            case 503 -> "Please reduce your request rate.";
            case 400 -> aboutUri ? "Couldn't parse the specified URI." : UNREADABLE;
            case 500 -> "We encountered an internal error. Please try again.";
            default -> UNREADABLE;
        };
        return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>" + message
                        + "</Message><RequestId>" + id + "</RequestId></Error>")
                .getBytes(StandardCharsets.UTF_8);
    }
}
