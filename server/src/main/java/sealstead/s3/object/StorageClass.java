package sealstead.s3.object;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Clipped;

/// The storage classes that an object of a Region can have, in the order in which lifecycle rules lead down. They are
/// labels: all objects lie on the same disk. Two of them are archives, from which an object must be restored before it
/// can be read. Directory buckets have a class of their own and no choice.
public enum StorageClass {
    STANDARD(1, 0),
    REDUCED_REDUNDANCY(2, 0),
    STANDARD_IA(3, 1),
    INTELLIGENT_TIERING(4, 2),
    ONEZONE_IA(5, 3),
    GLACIER_IR(6, 4),
    GLACIER(7, 5),
    DEEP_ARCHIVE(8, 6);

    private static final String HEADER = "x-amz-storage-class";
    private static final int MAX_SHOWN = 64;

    private final int number;
    private final int step;

    StorageClass(int number, int step) {
        this.number = number;
        this.step = step;
    }

    /// Its number in records, which never changes.
    int number() {
        return number;
    }

    static StorageClass numbered(long number) {
        for (var known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        throw new IllegalArgumentException("unknown storage class " + number);
    }

    public static Optional<StorageClass> named(String name) {
        return Arrays.stream(values())
                .filter(known -> known.name().equals(name))
                .findFirst();
    }

    /// The names of those that lifecycle rules, inventories and batch jobs know.
    public static List<String> names() {
        return Arrays.stream(values()).map(StorageClass::name).toList();
    }

    /// The class that a write asks for, STANDARD where it asks for none. `OUTPOSTS`, `SNOW` and the classes of file
    /// systems are refused as in any Region.
    public static StorageClass of(S3Request request, Bucket bucket) {
        var asked = request.header(HEADER);
        if (asked.isEmpty()) {
            return STANDARD;
        }
        var name = asked.get();
        var known = named(name).filter(one -> !bucket.isDirectory());
        if (known.isEmpty() && !(bucket.isDirectory() && name.equals(bucket.storageClass()))) {
            throw S3Error.INVALID_STORAGE_CLASS.refusal().with("StorageClassRequested", Clipped.of(name, MAX_SHOWN));
        }
        return known.orElse(STANDARD);
    }

    /// Whether an object must be restored before it can be read.
    public boolean isArchive() {
        return this == GLACIER || this == DEEP_ARCHIVE;
    }

    /// Whether a lifecycle rule may lead an object of this class to `next`: only downwards, and not from one zone to
    /// many.
    public boolean leadsTo(StorageClass next) {
        return next.step > step && !(this == ONEZONE_IA && next == GLACIER_IR);
    }

    /// The name under which a bucket shows the class.
    public String shown(Bucket bucket) {
        return bucket.isDirectory() ? bucket.storageClass() : name();
    }
}
