package sealstead.wire;

/// The beginning of what a client said, as answers, logs and records may show it.
public final class Clipped {
    private static final int MAX_CHARACTERS = 64;

    private Clipped() {}

    /// At most 64 characters.
    public static String of(String text) {
        return of(text, MAX_CHARACTERS);
    }

    /// At most `most` characters, none of them the half of a pair: half a character is no text, in XML and JSON alike.
    public static String of(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
