package sealstead.kms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.store.Bytes;

/// How a grant stands in its key's record. Tags are never used again for anything else.
final class KeyGrantRecord {
    private KeyGrantRecord() {}

    static RecordWriter write(KeyGrant grant) {
        var out = new RecordWriter()
                .text(1, grant.id())
                .bytes(2, grant.secret())
                .text(3, grant.name())
                .number(4, grant.created().toEpochMilli())
                .text(5, grant.grantee())
                .text(6, grant.retiring())
                .text(7, grant.issuer());
        grant.operations().forEach(operation -> out.text(8, operation));
        grant.contextEquals().ifPresent(pairs -> out.record(9, write(pairs)));
        grant.contextSubset().ifPresent(pairs -> out.record(10, write(pairs)));
        return out;
    }

    private static RecordWriter write(Map<String, String> pairs) {
        var out = new RecordWriter();
        pairs.forEach((name, value) -> out.pair(1, name, value));
        return out;
    }

    static KeyGrant read(RecordReader in) {
        var id = "";
        var secret = Bytes.EMPTY;
        var name = "";
        var created = Instant.EPOCH;
        var grantee = "";
        var retiring = "";
        var issuer = "";
        var operations = new ArrayList<String>();
        Optional<Map<String, String>> equals = Optional.empty();
        Optional<Map<String, String>> subset = Optional.empty();
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> secret = in.bytes();
                case 3 -> name = in.text();
                case 4 -> created = Instant.ofEpochMilli(in.number());
                case 5 -> grantee = in.text();
                case 6 -> retiring = in.text();
                case 7 -> issuer = in.text();
                case 8 -> operations.add(in.text());
                case 9 -> equals = Optional.of(readPairs(in.record()));
                case 10 -> subset = Optional.of(readPairs(in.record()));
                default -> {}
            }
        }
        return new KeyGrant(id, secret, name, created, grantee, retiring, issuer, operations, equals, subset);
    }

    private static Map<String, String> readPairs(RecordReader in) {
        var pairs = new TreeMap<String, String>();
        while (in.next()) {
            if (in.tag() == 1) {
                in.pair().addTo(pairs);
            }
        }
        return pairs;
    }
}
