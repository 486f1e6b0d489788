package sealstead.cli;

import java.io.IOException;
import java.util.Locale;

/// A text as one word of a POSIX shell, whatever it holds. Before `eval $(sealstead env)` reads the quotes, the
/// shell has split the line at white space and looked in it for patterns of file names, so that such characters do
/// not stand in it at all: the shell makes them itself.
final class ShellWord {
    private static final String PLAIN = "-_./:@%+=,";

    private ShellWord() {}

    /// @throws IOException if the text holds control characters, which no value of ours has reason to
    static String of(String text) throws IOException {
        var octal = new StringBuilder();
        boolean plain = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c >= 0x7F) {
                throw new IOException("a value holds a character that a shell's variable cannot take safely");
            }
            boolean safe = PLAIN.indexOf(c) >= 0 || (c < 128 && Character.isLetterOrDigit(c));
            plain &= safe;
            octal.append(safe ? String.valueOf(c) : String.format(Locale.ROOT, "\\0%03o", (int) c));
        }
        return plain ? "'" + text + "'" : "\"$(printf '%b' '" + octal + "')\"";
    }
}
