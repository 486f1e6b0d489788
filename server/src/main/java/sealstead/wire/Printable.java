package sealstead.wire;

/// Text that others chose, as it may stand in a line that people read: what moves a cursor, ends a line, turns the
/// direction of writing or does not show is written as `\u001b`, so that no value forges a line or rewrites another.
public final class Printable {
    private Printable() {}

    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                int point = text.codePointAt(i);
                i++;
                if (Character.getType(point) != Character.FORMAT) {
                    out.appendCodePoint(point);
                } else {
                    escape(c, out);
                    escape(text.charAt(i), out);
                }
            } else if (isPlain(c)) {
                out.append(c);
            } else {
                escape(c, out);
            }
        }
        return out.toString();
    }

    private static void escape(char c, StringBuilder out) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >>> shift) & 0xF, 16));
        }
    }

    private static boolean isPlain(char c) {
        if (c >= ' ' && c < 0x7F) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
