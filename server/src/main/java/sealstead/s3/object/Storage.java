package sealstead.s3.object;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// In which class an object is kept, and, in an archive, how far its restoration is.
///
/// @param restoration absent if none was asked for, or its copy expired and was cleared away
public record Storage(StorageClass storageClass, Optional<Restoration> restoration) {
    public static final Storage STANDARD = of(StorageClass.STANDARD);

    public static Storage of(StorageClass storageClass) {
        return new Storage(storageClass, Optional.empty());
    }

    /// How fast a restoration was asked to be, slowest first. There is one delay for all.
    public enum Tier {
        BULK(1, "Bulk"),
        STANDARD(2, "Standard"),
        EXPEDITED(3, "Expedited");

        private final int number;
        private final String wireName;

        Tier(int number, String wireName) {
            this.number = number;
            this.wireName = wireName;
        }

        int number() {
            return number;
        }

        static Tier numbered(long number) {
            for (var known : values()) {
                if (known.number == number) {
                    return known;
                }
            }
            throw new IllegalArgumentException("unknown tier " + number);
        }

        public static Optional<Tier> named(String name) {
            for (var known : values()) {
                if (known.wireName.equals(name)) {
                    return Optional.of(known);
                }
            }
            return Optional.empty();
        }

        public boolean isFasterThan(Tier other) {
            return number > other.number;
        }
    }

    /// A copy that can be read for some days.
    ///
    /// @param ready from when on it can be read
    /// @param expiry until when
    public record Restoration(Instant ready, Instant expiry, Tier tier) {
        public boolean isOngoing(Instant now) {
            return now.isBefore(ready);
        }

        boolean isExpired(Instant now) {
            return !now.isBefore(expiry);
        }

        /// When a copy that is there at `from` for that many days expires: at a midnight, not before the days are over.
        static Instant expiry(Instant from, int days, Duration day) {
            long length = day.toMillis();
            return Instant.ofEpochMilli(-Math.floorDiv(-from.toEpochMilli(), length) * length + days * length);
        }
    }

    /// The restoration that counts now.
    public Optional<Restoration> restoredAt(Instant now) {
        return restoration.filter(asked -> !asked.isExpired(now));
    }

    /// The same in another class; a restored copy stays with what goes from archive to archive.
    public Storage in(StorageClass to) {
        return storageClass.isArchive() && to.isArchive() ? new Storage(to, restoration) : of(to);
    }

    private boolean isReadable(Instant now) {
        return !storageClass.isArchive()
                || restoredAt(now).filter(asked -> !asked.isOngoing(now)).isPresent();
    }

    public void checkReadable(Instant now) {
        if (!isReadable(now)) {
            throw S3Error.INVALID_OBJECT_STATE.refusal().with("StorageClass", storageClass.name());
        }
    }

    /// The same for the source of a copy.
    public void checkReadableSource(Instant now) {
        if (!isReadable(now)) {
            throw S3Error.INVALID_OBJECT_STATE
                    .saying("Operation is not valid for the source object's storage class")
                    .with("StorageClass", storageClass.name());
        }
    }

    /// Adds what HEAD and GET say of it; S3 does not say STANDARD.
    public void addTo(Reply reply, Bucket bucket, Instant now) {
        if (bucket.isDirectory() || storageClass != StorageClass.STANDARD) {
            reply.with("x-amz-storage-class", storageClass.shown(bucket));
        }
        restoredAt(now)
                .ifPresent(asked -> reply.with(
                        "x-amz-restore",
                        asked.isOngoing(now)
                                ? "ongoing-request=\"true\""
                                : "ongoing-request=\"false\", expiry-date=\"" + HttpDate.header(asked.expiry())
                                        + "\""));
    }

    /// Adds what a listing says of it if it was asked for.
    public void writeStatus(XmlWriter xml, Instant now) {
        restoredAt(now).ifPresent(asked -> {
            xml.begin("RestoreStatus").element("IsRestoreInProgress", asked.isOngoing(now));
            if (!asked.isOngoing(now)) {
                xml.element("RestoreExpiryDate", HttpDate.xml(asked.expiry()));
            }
            xml.end();
        });
    }
}
