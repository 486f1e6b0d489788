package sealstead.custody;

import sealstead.store.Bytes;

/// Eight bytes in place of a name that is not to be read where labels are, always the same for one name. All
/// that can be seen is whether two are the same.
@FunctionalInterface
public interface NameTags {
    /// @param kind of what the name is
    Bytes tag(String kind, String name);
}
