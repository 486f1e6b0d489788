package sealstead.s3.object;

import java.nio.ByteBuffer;
import java.util.Optional;
import sealstead.crypto.CorruptObjectException;
import sealstead.custody.LabelGate;
import sealstead.custody.NameTags;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.store.Bytes;

/// What may be read of a version or an upload without opening its record: how it is protected, under which
/// keys as far as tags tell, and how long it is. So whoever counts what is under a key opens no record, and
/// there is no index that could be wrong: the label lies in the record, is written with it, and is bound to
/// it.
///
///     flags (1) | tag of the KMS key's version (8), if flag 0x08 | tag of the service key (8), if flag 0x10
///     | bytes
/// (8)
///
/// Flags: 0x07 the scheme's number, 0 for a delete marker; 0x20 a bucket key wraps the data key; 0x40 there
/// are older versions.
///
/// @param scheme absent for a delete marker
/// @param kmsTag empty if no KMS key is in it
/// @param serviceTag empty if no service key is in it
/// @param bytes of plaintext
/// @param older whether the record is a head with older versions beside it
public record ObjectLabel(
        Optional<Envelope.Scheme> scheme,
        boolean bucketKey,
        Bytes kmsTag,
        Bytes serviceTag,
        long bytes,
        boolean older) {
    private static final int SCHEME = 0x07;
    private static final int KMS = 0x08;
    private static final int SERVICE = 0x10;
    private static final int BUCKET_KEY = 0x20;
    private static final int OLDER = 0x40;
    private static final int TAG_BYTES = 8;

    /// What tells the version of a KMS key.
    public static final LabelGate.LabelPart KMS_PART = new LabelGate.LabelPart("kms", ObjectLabel::kmsTag);
    /// What tells the service key.
    public static final LabelGate.LabelPart SERVICE_PART = new LabelGate.LabelPart("service", ObjectLabel::serviceTag);

    public static ObjectLabel of(ObjectHead head, NameTags tags) {
        return of(head.current(), head.older(), tags);
    }

    public static ObjectLabel of(Version version, boolean older, NameTags tags) {
        return switch (version) {
            case DeleteMarker marker -> new ObjectLabel(Optional.empty(), false, Bytes.EMPTY, Bytes.EMPTY, 0, older);
            case StoredObject object -> of(object.envelope(), older, tags);
        };
    }

    public static ObjectLabel of(Envelope envelope, boolean older, NameTags tags) {
        return new ObjectLabel(
                Optional.of(envelope.scheme()),
                envelope.kms().filter(ObjectKeys.OfKms::isBucketKey).isPresent(),
                envelope.kms()
                        .map(kms -> kmsTag(tags, kms.keyArn(), kms.keyMaterialId()))
                        .orElse(Bytes.EMPTY),
                envelope.service()
                        .map(service -> serviceTag(tags, service.serviceKeyId()))
                        .orElse(Bytes.EMPTY),
                envelope.plaintextBytes(),
                older);
    }

    public static Bytes kmsTag(NameTags tags, String keyArn, String keyMaterialId) {
        return tags.tag("kms", keyArn + '/' + keyMaterialId);
    }

    public static Bytes serviceTag(NameTags tags, String serviceKeyId) {
        return tags.tag("service", serviceKeyId);
    }

    /// The tag of the KMS key's version alone; empty if there is none.
    public static Bytes kmsTag(Bytes label) {
        boolean there = label.size() > TAG_BYTES && (label.at(0) & KMS) != 0;
        return there ? label.slice(1, 1 + TAG_BYTES) : Bytes.EMPTY;
    }

    /// The tag of the service key alone; empty if there is none.
    public static Bytes serviceTag(Bytes label) {
        if (label.size() == 0 || (label.at(0) & SERVICE) == 0) {
            return Bytes.EMPTY;
        }
        int from = (label.at(0) & KMS) != 0 ? 1 + TAG_BYTES : 1;
        return label.size() >= from + TAG_BYTES ? label.slice(from, from + TAG_BYTES) : Bytes.EMPTY;
    }

    Bytes write() {
        int flags = scheme.map(Envelope.Scheme::number).orElse(0)
                | (kmsTag.size() > 0 ? KMS : 0)
                | (serviceTag.size() > 0 ? SERVICE : 0)
                | (bucketKey ? BUCKET_KEY : 0)
                | (older ? OLDER : 0);
        return Bytes.wrap(ByteBuffer.allocate(1 + kmsTag.size() + serviceTag.size() + Long.BYTES)
                .put((byte) flags)
                .put(kmsTag.readOnlyArray())
                .put(serviceTag.readOnlyArray())
                .putLong(bytes)
                .array());
    }

    public static ObjectLabel read(Bytes label) throws CorruptObjectException {
        var in = ByteBuffer.wrap(label.readOnlyArray());
        int flags = in.get();
        int tags = ((flags & KMS) != 0 ? TAG_BYTES : 0) + ((flags & SERVICE) != 0 ? TAG_BYTES : 0);
        if (in.remaining() != tags + Long.BYTES) {
            throw new CorruptObjectException();
        }
        int scheme = flags & SCHEME;
        return new ObjectLabel(
                scheme == 0 ? Optional.empty() : Optional.of(Envelope.Scheme.numbered(scheme)),
                (flags & BUCKET_KEY) != 0,
                tag(in, (flags & KMS) != 0),
                tag(in, (flags & SERVICE) != 0),
                in.getLong(),
                (flags & OLDER) != 0);
    }

    private static Bytes tag(ByteBuffer in, boolean there) {
        if (!there) {
            return Bytes.EMPTY;
        }
        var tag = new byte[TAG_BYTES];
        in.get(tag);
        return Bytes.wrap(tag);
    }
}
