package sealstead.s3.operation.listing;

/// Which keys a listing is of: those that begin with a prefix, and those that share all up to the next delimiter as
/// one.
///
/// @param delimiter empty for none
public record Delimited(String prefix, String delimiter) {
    /// What the key is rolled into, or empty if it is listed itself.
    String commonPrefix(String key) {
        if (delimiter.isEmpty() || !key.startsWith(prefix)) {
            return "";
        }
        int at = key.indexOf(delimiter, prefix.length());
        return at < 0 ? "" : key.substring(0, at + delimiter.length());
    }

    /// Whether the key is below the prefix and rolled into none.
    boolean isListedItself(String key) {
        return key.startsWith(prefix) && commonPrefix(key).isEmpty();
    }
}
