package sealstead.query;

import sealstead.wire.Refusal;

/// How the keys of tags are compared, and what is said of one that comes twice.
public enum TagKeys {
    /// Those of users and roles.
    OF_PRINCIPALS(true, QueryError.INVALID_INPUT),
    /// Those of policies and providers.
    OF_RESOURCES(false, QueryError.INVALID_INPUT),
    /// Those of sessions.
    OF_SESSIONS(true, QueryError.INVALID_PARAMETER_VALUE);

    private final boolean caseless;
    private final QueryError error;

    TagKeys(boolean caseless, QueryError error) {
        this.caseless = caseless;
        this.error = error;
    }

    public boolean same(String key, String other) {
        return caseless ? key.equalsIgnoreCase(other) : key.equals(other);
    }

    Refusal twice() {
        return error.saying(
                "Duplicate tag keys found." + (caseless ? " Please note that Tag keys are case insensitive." : ""));
    }
}
