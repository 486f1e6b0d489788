package sealstead.encryption;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.store.Bytes;

/// How envelopes and service keys stand in records. Tags are never used again for anything else.
public final class EnvelopeRecord {
    private static final int VERSION = 1;

    private EnvelopeRecord() {}

    public static RecordWriter write(Envelope envelope) {
        var out = new RecordWriter()
                .number(1, VERSION)
                .number(2, envelope.scheme().number())
                .text(3, envelope.objectId())
                .text(4, envelope.sealedFor())
                .number(5, envelope.plaintextBytes())
                .number(6, envelope.storedBytes());
        envelope.kms().ifPresent(kms -> out.record(7, writeKms(kms)));
        envelope.service()
                .ifPresent(service -> out.record(
                        8, new RecordWriter().text(1, service.serviceKeyId()).bytes(2, service.wrappedKey())));
        envelope.customer()
                .ifPresent(customer -> out.record(
                        9,
                        new RecordWriter()
                                .bytes(1, customer.salt())
                                .bytes(2, customer.mac())
                                .bytes(3, customer.wrappedKey())));
        return envelope.wrappedFor().isEmpty() ? out : out.text(10, envelope.wrappedFor());
    }

    private static RecordWriter writeKms(ObjectKeys.OfKms kms) {
        var out = new RecordWriter()
                .text(1, kms.keyArn())
                .text(2, kms.keyMaterialId())
                .bytes(3, kms.ciphertext());
        if (kms instanceof ObjectKeys.BucketKey bucketKey) {
            out.bytes(4, bucketKey.wrappedKey());
        }
        // In order, so that an envelope is written in one way.
        new TreeMap<>(kms.context()).forEach((key, value) -> out.pair(5, key, value));
        return out;
    }

    public static Envelope read(RecordReader in) {
        long version = 0;
        Envelope.@Nullable Scheme scheme = null;
        var objectId = "";
        var sealedFor = "";
        long plaintextBytes = 0;
        long storedBytes = 0;
        Optional<ObjectKeys.OfKms> kms = Optional.empty();
        Optional<ObjectKeys.ServiceKey> service = Optional.empty();
        Optional<ObjectKeys.Customer> customer = Optional.empty();
        var wrappedFor = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> version = in.number();
                case 2 -> scheme = Envelope.Scheme.numbered(in.number());
                case 3 -> objectId = in.text();
                case 4 -> sealedFor = in.text();
                case 5 -> plaintextBytes = in.number();
                case 6 -> storedBytes = in.number();
                case 7 -> kms = Optional.of(readKms(in.record()));
                case 8 -> service = Optional.of(readService(in.record()));
                case 9 -> customer = Optional.of(readCustomer(in.record()));
                case 10 -> wrappedFor = in.text();
                default -> {}
            }
        }
        checkVersion(version);
        if (scheme == null) {
            throw new IllegalStateException("an envelope without a scheme");
        }
        return new Envelope(
                objectId, sealedFor, plaintextBytes, storedBytes, keys(scheme, kms, service, customer), wrappedFor);
    }

    /// How long the object is, of an envelope whose keys nobody asks for.
    public static long plaintextBytes(RecordReader in) {
        long version = 0;
        long plaintextBytes = 0;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> version = in.number();
                case 5 -> plaintextBytes = in.number();
                default -> {}
            }
        }
        checkVersion(version);
        return plaintextBytes;
    }

    private static void checkVersion(long version) {
        if (version != VERSION) {
            throw new IllegalStateException("an envelope of version " + version);
        }
    }

    /// A record that has other keys than its scheme needs is refused.
    private static ObjectKeys keys(
            Envelope.Scheme scheme,
            Optional<ObjectKeys.OfKms> kms,
            Optional<ObjectKeys.ServiceKey> service,
            Optional<ObjectKeys.Customer> customer) {
        var found = List.<Optional<? extends ObjectKeys>>of(kms, service, customer).stream()
                .flatMap(Optional::stream)
                .map(ObjectKeys.class::cast)
                .toList();
        if (scheme == Envelope.Scheme.DSSE_KMS
                && found.size() == 2
                && found.get(0) instanceof ObjectKeys.KmsDataKey inner
                && found.get(1) instanceof ObjectKeys.ServiceKey outer) {
            return new ObjectKeys.DualLayer(inner, outer);
        }
        if (found.size() != 1 || found.getFirst().scheme() != scheme) {
            throw new IllegalArgumentException("an envelope of " + scheme + " without its keys");
        }
        return found.getFirst();
    }

    private static ObjectKeys.OfKms readKms(RecordReader in) {
        var keyArn = "";
        var material = "";
        var ciphertext = Bytes.EMPTY;
        @Nullable Bytes wrapped = null;
        Map<String, String> context = new TreeMap<>();
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> keyArn = in.text();
                case 2 -> material = in.text();
                case 3 -> ciphertext = in.bytes();
                case 4 -> wrapped = in.bytes();
                case 5 -> in.pair().addTo(context);
                default -> {}
            }
        }
        return wrapped == null
                ? new ObjectKeys.KmsDataKey(keyArn, material, ciphertext, context)
                : new ObjectKeys.BucketKey(keyArn, material, ciphertext, wrapped, context);
    }

    private static ObjectKeys.ServiceKey readService(RecordReader in) {
        var id = "";
        var wrapped = Bytes.EMPTY;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> wrapped = in.bytes();
                default -> {}
            }
        }
        return new ObjectKeys.ServiceKey(id, wrapped);
    }

    private static ObjectKeys.Customer readCustomer(RecordReader in) {
        var salt = Bytes.EMPTY;
        var mac = Bytes.EMPTY;
        var wrapped = Bytes.EMPTY;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> salt = in.bytes();
                case 2 -> mac = in.bytes();
                case 3 -> wrapped = in.bytes();
                default -> {}
            }
        }
        return new ObjectKeys.Customer(salt, mac, wrapped);
    }
}
