package sealstead.s3.configuration;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.DocumentKind;
import sealstead.store.Bytes;

/// All configurations of one kind that a bucket has, by their ids. They are kept as one document: what requests must
/// know of them is parsed once, and a change is one commit.
public final class NamedDocuments {
    private static final int MAX_DOCUMENTS = 1000;

    private static final NamedDocuments NONE = new NamedDocuments(new TreeMap<>());

    private final NavigableMap<String, Bytes> byId;

    private NamedDocuments(NavigableMap<String, Bytes> byId) {
        this.byId = Collections.unmodifiableNavigableMap(byId);
    }

    /// Those of a record; none if there is no record.
    public static NamedDocuments of(Optional<Bytes> record) {
        return record.map(NamedDocuments::read).orElse(NONE);
    }

    /// The documents in a record, in the order of their ids.
    public static Collection<Bytes> all(Bytes record) {
        return read(record).byId.values();
    }

    private static NamedDocuments read(Bytes record) {
        var byId = new TreeMap<String, Bytes>();
        var in = new RecordReader(record);
        while (in.next()) {
            if (in.tag() == 1) {
                var entry = in.record();
                var id = "";
                var document = Bytes.EMPTY;
                while (entry.next()) {
                    switch (entry.tag()) {
                        case 1 -> id = entry.text();
                        case 2 -> document = entry.bytes();
                        default -> {}
                    }
                }
                byId.put(id, document);
            }
        }
        return new NamedDocuments(byId);
    }

    /// The record that keeps them; absent if there are none.
    public Optional<Bytes> record() {
        if (byId.isEmpty()) {
            return Optional.empty();
        }
        var out = new RecordWriter();
        byId.forEach(
                (id, document) -> out.record(1, new RecordWriter().text(1, id).bytes(2, document)));
        return Optional.of(out.toBytes());
    }

    public Optional<Bytes> document(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// Those whose ids come after `id`.
    public NavigableMap<String, Bytes> after(String id) {
        return byId.tailMap(id, false);
    }

    /// @throws sealstead.wire.Refusal `TooManyConfigurations` if there are, or if all together are too large and were
    ///     not larger before
    public NamedDocuments with(DocumentKind kind, String id, Bytes document) {
        var changed = new TreeMap<>(byId);
        var before = changed.put(id, document);
        var documents = new NamedDocuments(changed);
        boolean smaller = before != null && document.size() < before.size();
        int bytes = documents.record().map(Bytes::size).orElse(0);
        if (changed.size() > MAX_DOCUMENTS || (bytes > kind.maxBytes() && !smaller)) {
            throw S3Error.TOO_MANY_CONFIGURATIONS.refusal();
        }
        return documents;
    }

    /// @throws sealstead.wire.Refusal `NoSuchConfiguration` if there is none of that id
    public NamedDocuments without(String id) {
        var changed = new TreeMap<>(byId);
        if (changed.remove(id) == null) {
            throw S3Error.NO_SUCH_CONFIGURATION.refusal();
        }
        return new NamedDocuments(changed);
    }
}
