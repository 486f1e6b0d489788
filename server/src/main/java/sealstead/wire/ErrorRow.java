package sealstead.wire;

/// A row of an API's table of errors: a status, AWS's code, and the message that it has unless the case is told. Only
/// rows make refusals, so that no code is answered that stands in no table.
public interface ErrorRow {
    Columns columns();

    /// What stands in a row.
    ///
    /// @param code such as `AccessDenied`
    /// @param message empty if every case has one of its own
    record Columns(int status, String code, String message) {}

    default int status() {
        return columns().status();
    }

    default String code() {
        return columns().code();
    }

    default String message() {
        return columns().message();
    }

    /// The refusal with the row's own message.
    default Refusal refusal() {
        return saying(message());
    }

    /// The refusal with a message that names the case.
    default Refusal saying(String particular) {
        return new Refusal(status(), code(), particular);
    }

    /// The refusal with the row's own message, about an argument.
    default Refusal about(String argument, String value) {
        return saying(message(), argument, value);
    }

    /// The refusal with a message that names the case, about an argument.
    default Refusal saying(String particular, String argument, String value) {
        return saying(particular).with("ArgumentName", argument).with("ArgumentValue", value);
    }

    /// What another service or another request was refused with, handed on.
    record Relayed(Columns columns) implements ErrorRow {
        public Relayed(int status, String code, String message) {
            this(new Columns(status, code, message));
        }
    }
}
