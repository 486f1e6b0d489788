package sealstead.store;

/// A named, ordered collection of groups. Names are short ASCII words chosen by the rooms that own the records.
///
/// @param name 1 to 16 characters of `a-z` and `-`
/// @param small whether its heads are few and read by every request, so that a store may keep them in memory
public record Table(String name, boolean small) {
    public Table {
        if (!name.matches("[a-z-]{1,16}")) {
            throw new IllegalArgumentException("table name: " + name);
        }
    }

    /// A table that may hold any number of groups.
    public Table(String name) {
        this(name, false);
    }

    /// A table whose heads may be kept in memory.
    public static Table small(String name) {
        return new Table(name, true);
    }
}
