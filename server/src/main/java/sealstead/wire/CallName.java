package sealstead.wire;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a request turned out to ask, and who asked, for who counts requests and tells of them. Set by the door as soon
/// as it knows; names come from the tables of operations, so that clients cannot make any.
public final class CallName {
    private volatile String api = "";
    private volatile String operation = "";
    private volatile String bucketClass = "";
    private volatile String principal = "";
    private volatile String error = "";
    private volatile String bucket = "";
    private volatile String key = "";
    private volatile @Nullable Follower follower;

    public void is(String ofApi, String named) {
        this.api = ofApi;
        this.operation = named;
    }

    /// @param kind of the bucket: `general-purpose` or `directory`
    public void isOf(String kind) {
        this.bucketClass = kind;
    }

    /// @param found the bucket's name, which is known to be one
    /// @param named the object's key; empty where there is none
    public void isAbout(String found, String named) {
        this.bucket = found;
        this.key = named;
    }

    public void isFollowedBy(Follower who) {
        this.follower = who;
    }

    /// @param arn of the principal, which its signature has proven
    public void by(String arn) {
        this.principal = arn;
    }

    /// @param code of the error that was the answer
    public void failed(String code) {
        this.error = code;
    }

    /// The ARN of who asked; empty for nobody, and where it was not proven.
    public String principal() {
        return principal;
    }

    /// The code of the error; empty where there was none.
    public String error() {
        return error;
    }

    /// Such as `s3`; empty for what no door answered.
    public String api() {
        return api;
    }

    /// Such as `PutObject`; empty for what was refused before that was known.
    public String operation() {
        return operation;
    }

    /// The name of the bucket that there is; empty where there is none, and where nobody has looked.
    public String bucket() {
        return bucket;
    }

    /// The key of the object in it; empty where there is none.
    public String key() {
        return key;
    }

    public Optional<Follower> follower() {
        return Optional.ofNullable(follower);
    }

    /// Empty where there is no bucket.
    public String bucketClass() {
        return bucketClass;
    }
}
