package sealstead.s3.scrub;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sealstead.crypto.Output;
import sealstead.custody.SealedStore;
import sealstead.encryption.Encryption;
import sealstead.encryption.Purpose;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.content.OwnedContent;
import sealstead.s3.object.ObjectRecord;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredObject;
import sealstead.store.Bytes;
import sealstead.store.Page;
import sealstead.wire.Refusal;

/// Takes everything that still opens out of a store, version by version, and says of each of the others why it does
/// not. Objects under a KMS key are opened on behalf of the root of their bucket's account; those under customers' keys
/// cannot be.
public final class Salvage {
    private final SealedStore records;
    private final Buckets buckets;
    private final Objects objects;
    private final OwnedContent owned;

    public Salvage(SealedStore records, Buckets buckets, Objects objects, Encryption encryption, Clock clock) {
        this.records = records;
        this.buckets = buckets;
        this.objects = objects;
        this.owned = new OwnedContent(objects, encryption, clock, Purpose.SALVAGE);
    }

    /// One version of an object.
    ///
    /// @param bucket its name, or its id if the record of the bucket cannot be read
    /// @param current whether it is what the key shows
    public record Found(String bucket, String key, boolean current, StoredObject object) {}

    /// The bytes of a version.
    public interface Content {
        /// @throws IOException if they do not open; some may have been written then
        void copyTo(Output out) throws IOException;
    }

    /// Where to.
    public interface Target {
        /// Takes one version, as a whole or not at all.
        void take(Found found, Content content) throws IOException;

        /// Hears of one that does not open.
        void lost(Found found, String reason) throws IOException;

        /// Hears of a record that cannot be read; what it named is not known.
        void unreadable(String where, String reason) throws IOException;
    }

    public void run(Target target) throws IOException {
        Map<String, Bucket> byId = new HashMap<>();
        buckets.walkReadable(bucket -> byId.put(bucket.id(), bucket));
        records.inspect(Objects.TABLE, new SealedStore.Inspector() {
            @Override
            public void whole(Page.Row row) throws IOException {
                if (row.head().value().size() > 0) {
                    key(row, byId, target);
                }
            }

            @Override
            public void damaged(Bytes group, IOException why) throws IOException {
                target.unreadable(name(group, byId), String.valueOf(why.getMessage()));
            }
        });
    }

    private static String name(Bytes group, Map<String, Bucket> byId) {
        if (group.size() <= Objects.BUCKET_ID_BYTES) {
            return group.toString();
        }
        var id = Objects.bucketId(group);
        var bucket = byId.get(id);
        return (bucket == null ? id : bucket.name()) + "/" + Objects.key(group);
    }

    private void key(Page.Row row, Map<String, Bucket> byId, Target target) throws IOException {
        var id = Objects.bucketId(row.group());
        var key = Objects.key(row.group());
        var bucket = byId.get(id);
        var current = ObjectRecord.readHead(row.head().value()).current().name();
        try {
            objects.versions(row, version -> {
                if (version instanceof StoredObject object) {
                    var found = new Found(
                            bucket == null ? id : bucket.name(),
                            key,
                            object.name().equals(current),
                            object);
                    version(found, bucket, target);
                }
            });
        } catch (TargetException full) {
            throw full;
        } catch (IOException damaged) {
            target.unreadable(name(row.group(), byId) + ", older versions", String.valueOf(damaged.getMessage()));
        }
    }

    private void version(Found found, @Nullable Bucket bucket, Target target) throws IOException {
        if (bucket == null) {
            target.lost(found, "the record of its bucket cannot be read");
            return;
        }
        try {
            target.take(found, out -> {
                try {
                    if (!owned.copy(bucket, found.key(), found.object(), out)) {
                        throw new LostException("its ciphertext is gone");
                    }
                } catch (Refusal refused) {
                    throw new LostException(refused.message());
                } catch (TargetException | LostException known) {
                    throw known;
                } catch (IOException damaged) {
                    throw new LostException("it does not open: " + damaged.getMessage());
                }
            });
        } catch (LostException lost) {
            target.lost(found, String.valueOf(lost.getMessage()));
        } catch (TargetException full) {
            throw full;
        } catch (IOException notTaken) {
            throw new TargetException(found.key() + " cannot be written: " + notTaken.getMessage(), notTaken);
        }
    }

    /// A version that does not open.
    public static final class LostException extends IOException {
        private static final long serialVersionUID = 1;

        LostException(String reason) {
            super(reason);
        }
    }

    /// The target cannot take any more.
    public static final class TargetException extends IOException {
        private static final long serialVersionUID = 1;

        public TargetException(String what, Throwable cause) {
            super(what, cause);
        }
    }
}
