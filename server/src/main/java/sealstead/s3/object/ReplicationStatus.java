package sealstead.s3.object;

import sealstead.wire.Reply;

/// How far a version has got on its way to other buckets. The numbers are written into records and never change their
/// meaning.
public enum ReplicationStatus {
    /// It has no such way.
    NONE(0),
    PENDING(1),
    COMPLETED(2),
    FAILED(3),
    /// It came from another bucket, and goes to none from here.
    REPLICA(4);

    private final int number;

    ReplicationStatus(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static ReplicationStatus numbered(long number) {
        for (var known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        throw new IllegalArgumentException("unknown replication status " + number);
    }

    /// Whether the version was to go, and so what is changed of it afterwards.
    boolean isOfSource() {
        return this == PENDING || this == COMPLETED || this == FAILED;
    }

    /// As S3 writes it; empty where there is none.
    public String wireName() {
        return this == NONE ? "" : name();
    }

    public void addTo(Reply reply) {
        if (this != NONE) {
            reply.with("x-amz-replication-status", name());
        }
    }
}
