package sealstead.store;

/// A named, ordered collection of groups. Names are short ASCII words chosen by the rooms that own the records.
///
/// @param name 1 to 16 characters of `a-z` and `-`
public record Table(String name) {
    public Table {
        if (!name.matches("[a-z-]{1,16}")) {
            throw new IllegalArgumentException("table name: " + name);
        }
    }
}
