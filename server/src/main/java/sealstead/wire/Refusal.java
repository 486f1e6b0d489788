package sealstead.wire;

import java.util.ArrayList;
import java.util.List;

/// A refusal that ends the request, in AWS's words. It is made by a row of the API's table of
/// errors, where it happens; it has no stack trace, and is turned into the error document in one place per door.
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// A code-specific child of the error document, in order.
    public record Detail(String name, String value) {}

    private final int status;
    private final String code;
    private final transient List<Detail> details = new ArrayList<>();
    private final transient List<Detail> headers = new ArrayList<>();

    /// For [ErrorRow] alone.
    Refusal(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /// Adds a child element.
    public Refusal with(String name, String value) {
        details.add(new Detail(name, value));
        return this;
    }

    /// Adds a header to the reply.
    public Refusal header(String name, String value) {
        headers.add(new Detail(name, value));
        return this;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String message() {
        var message = getMessage();
        return message == null ? "" : message;
    }

    public List<Detail> details() {
        return List.copyOf(details);
    }

    public List<Detail> headers() {
        return List.copyOf(headers);
    }
}
