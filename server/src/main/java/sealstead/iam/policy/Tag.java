package sealstead.iam.policy;

/// A tag, and the limits that all tags have in common; how they are told to a client is each API's own.
public record Tag(String key, String value) {
    public static final int MAX_KEY_CHARACTERS = 128;
    public static final int MAX_VALUE_CHARACTERS = 256;
    /// How many tags an object can have, and a filter of objects can name.
    public static final int MAX_OF_OBJECT = 10;
    /// How many tags everything else can have.
    public static final int MAX_OF_RESOURCE = 50;
    /// A character of a key or a value, as a regular expression.
    public static final String CHARACTER = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";

    public boolean hasKeyWithinLimits() {
        return !key.isEmpty() && key.length() <= MAX_KEY_CHARACTERS;
    }

    public boolean hasValueWithinLimits() {
        return value.length() <= MAX_VALUE_CHARACTERS;
    }
}
