package sealstead.s3.accesspoint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.store.Bytes;

/// A request about a Multi-Region Access Point that was accepted, and how far it is.
///
/// @param account whose it is
/// @param token names it in its account
/// @param name of the access point
/// @param buckets what a new access point leads to
/// @param publicAccess what a new access point blocks
/// @param policy what is put, as it was given
/// @param status of the request
public record AsyncRequest(
        String account,
        String token,
        Kind kind,
        Instant created,
        String name,
        List<Named> buckets,
        Optional<PublicAccessBlock> publicAccess,
        String policy,
        Status status,
        String errorCode,
        String errorMessage) {
    public AsyncRequest {
        buckets = List.copyOf(buckets);
    }

    /// What is asked for.
    public enum Kind {
        CREATE("CreateMultiRegionAccessPoint"),
        DELETE("DeleteMultiRegionAccessPoint"),
        PUT_POLICY("PutMultiRegionAccessPointPolicy");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /// How far a request is.
    public enum Status {
        NEW,
        SUCCEEDED,
        FAILED,
        /// It succeeded, and what it made has been deleted since: nobody makes it again.
        UNDONE;

        /// As it is told.
        public String wireName() {
            return this == UNDONE ? SUCCEEDED.name() : name();
        }
    }

    /// A bucket as a request names it.
    ///
    /// @param account whose it is said to be; empty for the caller's own
    /// @param region where it was when the request was accepted
    public record Named(String bucket, String account, String region) {}

    /// The ARN by which the request is asked about. All of them are made in one region, as on AWS.
    public String arn() {
        return prefix(account) + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "/" + token;
    }

    static String prefix(String account) {
        return "arn:aws:s3:us-west-2:" + account + ":async-request/mrap/";
    }

    /// Whether another request with the same client token asks for the same.
    boolean asksFor(AsyncRequest other) {
        return kind == other.kind
                && name.equals(other.name)
                && buckets.equals(other.buckets)
                && publicAccess.equals(other.publicAccess)
                && policy.equals(other.policy);
    }

    AsyncRequest ended(Status now, String code, String message) {
        return new AsyncRequest(account, token, kind, created, name, buckets, publicAccess, policy, now, code, message);
    }

    Bytes toRecord() {
        var out = new RecordWriter()
                .text(1, account)
                .text(2, token)
                .text(3, kind.name())
                .number(4, created.toEpochMilli())
                .text(5, name)
                .text(8, policy)
                .text(9, status.name())
                .text(10, errorCode)
                .text(11, errorMessage);
        for (var named : buckets) {
            out.record(
                    6,
                    new RecordWriter()
                            .text(1, named.bucket())
                            .text(2, named.account())
                            .text(3, named.region()));
        }
        publicAccess.ifPresent(block -> out.record(7, AccessPointRecord.write(block)));
        return out.toBytes();
    }

    static AsyncRequest read(Bytes record) {
        var in = new RecordReader(record);
        var account = "";
        var token = "";
        var kind = Kind.CREATE;
        var created = Instant.EPOCH;
        var name = "";
        var buckets = new ArrayList<Named>();
        Optional<PublicAccessBlock> block = Optional.empty();
        var policy = "";
        var status = Status.NEW;
        var code = "";
        var message = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> account = in.text();
                case 2 -> token = in.text();
                case 3 -> kind = Kind.valueOf(in.text());
                case 4 -> created = Instant.ofEpochMilli(in.number());
                case 5 -> name = in.text();
                case 6 -> buckets.add(readNamed(in.record()));
                case 7 -> block = Optional.of(AccessPointRecord.readBlock(in.record()));
                case 8 -> policy = in.text();
                case 9 -> status = Status.valueOf(in.text());
                case 10 -> code = in.text();
                case 11 -> message = in.text();
                default -> {}
            }
        }
        return new AsyncRequest(account, token, kind, created, name, buckets, block, policy, status, code, message);
    }

    private static Named readNamed(RecordReader in) {
        var bucket = "";
        var account = "";
        var region = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> bucket = in.text();
                case 2 -> account = in.text();
                case 3 -> region = in.text();
                default -> {}
            }
        }
        return new Named(bucket, account, region);
    }
}
