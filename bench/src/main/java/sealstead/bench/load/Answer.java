package sealstead.bench.load;

import java.util.Map;

/// An answer, read to its end.
///
/// @param headers those that are looked at (`AnswerHead`), names in lower case
/// @param text the first 64 KiB of the body, a character a byte; nothing if nobody needs it
/// @param bytes how long the body was
public record Answer(int status, Map<String, String> headers, String text, long bytes) {
    boolean isFine() {
        return status >= 200 && status < 300;
    }

    /// The code of an error document.
    String code() {
        return element("Code");
    }

    /// The text of the first element of that name, or nothing.
    String element(String name) {
        int open = text.indexOf("<" + name + ">");
        int close = text.indexOf("</" + name + ">");
        return open < 0 || close < open ? "" : text.substring(open + name.length() + 2, close);
    }
}
