package sealstead.wire;

/// What a request turned out to ask, for who counts requests. Set by the door as soon as it knows; names come from
/// the tables of operations, so that clients cannot make any.
public final class CallName {
    private volatile String api = "";
    private volatile String operation = "";
    private volatile String bucketClass = "";

    public void is(String ofApi, String named) {
        this.api = ofApi;
        this.operation = named;
    }

    /// @param kind of the bucket: `general-purpose` or `directory`
    public void isOf(String kind) {
        this.bucketClass = kind;
    }

    /// Such as `s3`; empty for what no door answered.
    public String api() {
        return api;
    }

    /// Such as `PutObject`; empty for what was refused before that was known.
    public String operation() {
        return operation;
    }

    /// Empty where there is no bucket.
    public String bucketClass() {
        return bucketClass;
    }
}
