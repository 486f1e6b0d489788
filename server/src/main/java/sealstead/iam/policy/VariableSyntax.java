package sealstead.iam.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds `${aws:username}` and `${aws:username, 'somebody'}` in a text.
final class VariableSyntax {
    private final String source;
    private final List<TextPattern.Part> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private VariableSyntax(String source) {
        this.source = source;
    }

    /// The text in parts; nothing if something that begins like a variable does not go on like one.
    static Optional<List<TextPattern.Part>> split(String source) {
        return new VariableSyntax(source).split();
    }

    private Optional<List<TextPattern.Part>> split() {
        int at = 0;
        while (at < source.length()) {
            if (source.startsWith("${", at)) {
                int end = variable(at + 2);
                if (end < 0) {
                    return Optional.empty();
                }
                at = end;
            } else {
                text.append(source.charAt(at++));
            }
        }
        endText();
        return Optional.of(List.copyOf(parts));
    }

    /// @return where the text goes on, or -1
    private int variable(int from) {
        int close = source.indexOf('}', from);
        if (close == from + 1 && "*?$".indexOf(source.charAt(from)) >= 0) {
            endText();
            parts.add(new TextPattern.Part.Text(source.substring(from, close), false));
            return close + 1;
        }
        int comma = source.indexOf(',', from);
        if (close < 0) {
            return -1;
        }
        boolean hasDefault = comma >= 0 && comma < close;
        var key = source.substring(from, hasDefault ? comma : close).strip();
        if (key.isEmpty() || key.chars().anyMatch(letter -> letter <= ' ' || "$*?{'".indexOf(letter) >= 0)) {
            return -1;
        }
        if (!hasDefault) {
            endText();
            parts.add(new TextPattern.Part.Variable(NamedValues.key(key), Optional.empty()));
            return close + 1;
        }
        int open = comma + 1;
        while (open < source.length() && source.charAt(open) == ' ') {
            open++;
        }
        int quote = source.indexOf('\'', open + 1);
        if (!source.startsWith("'", open) || quote < 0 || !source.startsWith("}", quote + 1)) {
            return -1;
        }
        endText();
        parts.add(new TextPattern.Part.Variable(NamedValues.key(key), Optional.of(source.substring(open + 1, quote))));
        return quote + 2;
    }

    private void endText() {
        if (!text.isEmpty()) {
            parts.add(new TextPattern.Part.Text(text.toString(), true));
            text.setLength(0);
        }
    }
}
