package sealstead.encryption;

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

    private static RecordWriter writeKms(Envelope.Kms kms) {
        var out = new RecordWriter()
                .text(1, kms.keyArn())
                .text(2, kms.keyMaterialId())
                .bytes(3, kms.ciphertext());
        var wrapped = kms.wrappedKey();
        if (wrapped != null) {
            out.bytes(4, wrapped);
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
        Optional<Envelope.Kms> kms = Optional.empty();
        Optional<Envelope.Service> service = Optional.empty();
        Optional<Envelope.Customer> customer = Optional.empty();
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
        if (version != VERSION || scheme == null) {
            throw new IllegalStateException("an envelope of version " + version);
        }
        return new Envelope(
                scheme, objectId, sealedFor, plaintextBytes, storedBytes, kms, service, customer, wrappedFor);
    }

    private static Envelope.Kms readKms(RecordReader in) {
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
        return new Envelope.Kms(keyArn, material, ciphertext, wrapped, context);
    }

    private static Envelope.Service readService(RecordReader in) {
        var id = "";
        var wrapped = Bytes.EMPTY;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> wrapped = in.bytes();
                default -> {}
            }
        }
        return new Envelope.Service(id, wrapped);
    }

    private static Envelope.Customer readCustomer(RecordReader in) {
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
        return new Envelope.Customer(salt, mac, wrapped);
    }
}
