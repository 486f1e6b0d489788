package sealstead.shred;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.custody.SigningKey;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;

/// The certificates of a store. Each is made in two steps, so that none says that material is destroyed which
/// is not, and none is missing of material that is: before the destruction it is prepared, with the list of
/// what hangs on the key; after it, and when the wrapped material is in no file of the store any more, it is
/// signed. What a kill left prepared is erased and signed when the material is found to be gone.
public final class ShredCertificates {
    private static final Table TABLE = new Table("certificate");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final int CHUNK_BYTES = 256 * 1024;
    private static final int PREPARED = 1;
    private static final int ISSUED = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SealedStore records;
    private final SigningKey key;

    public ShredCertificates(SealedStore records, SigningKey key) {
        this.records = records;
        this.key = key;
    }

    /// What is destroyed.
    ///
    /// @param version one version of the key; empty for the whole key
    public record Subject(String keyArn, String version) {
        String id() {
            var name = (keyArn + '\n' + version).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(SignedCertificate.sha256().digest(name), 0, 8);
        }
    }

    /// A certificate as it is kept.
    ///
    /// @param facts what it says; empty while its list is being made
    /// @param destroyed absent until it is known
    /// @param file absent until it is signed
    public record Kept(String id, Subject subject, String facts, Optional<Instant> destroyed, Optional<String> file) {
        boolean isReady() {
            return !facts.isEmpty();
        }
    }

    /// A list that is being made.
    public final class Draft {
        private final Subject subject;
        private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK_BYTES + 4096);
        private final MessageDigest digest = SignedCertificate.sha256();
        private long chunks;
        private long lines;

        private Draft(Subject subject) {
            this.subject = subject;
        }

        /// Adds a line, without its newline.
        public void line(String text) throws IOException {
            chunk.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            chunk.write('\n');
            lines++;
            if (chunk.size() >= CHUNK_BYTES) {
                flush();
            }
        }

        private void flush() throws IOException {
            if (chunk.size() == 0) {
                return;
            }
            var bytes = Bytes.wrap(chunk.toByteArray());
            chunk.reset();
            digest.update(bytes.readOnlyArray());
            commit(subject.id(), List.of(new Edit.PutCell(Lane.CELLS, cell(chunks++), bytes)));
        }

        /// The list is whole. From now on the certificate is signed when the material is gone.
        ///
        /// @param facts in the order in which they are to be read
        public void ready(ObjectNode facts) throws IOException {
            flush();
            facts.putObject("list")
                    .put("lines", lines)
                    .put("sha256", HexFormat.of().formatHex(digest.digest()));
            put(new Kept(subject.id(), subject, JSON.writeValueAsString(facts), Optional.empty(), Optional.empty()));
        }
    }

    /// Begins the certificate of `subject`, anew if one was prepared before.
    ///
    /// @return absent if it is signed already
    public Optional<Draft> begin(Subject subject) throws IOException {
        var id = subject.id();
        if (find(id).flatMap(Kept::file).isPresent()) {
            return Optional.empty();
        }
        if (find(id).isPresent()) {
            commit(id, List.of(new Edit.DeleteGroup()));
        }
        put(new Kept(id, subject, "", Optional.empty(), Optional.empty()));
        return Optional.of(new Draft(subject));
    }

    /// Takes back what was prepared: the subject is not destroyed.
    public synchronized void drop(Subject subject) throws IOException {
        if (find(subject.id()).filter(kept -> kept.file().isEmpty()).isPresent()) {
            commit(subject.id(), List.of(new Edit.DeleteGroup()));
        }
    }

    /// Remembers when the material of a subject was destroyed.
    public synchronized void destroyed(Subject subject, Instant when) throws IOException {
        var kept = find(subject.id());
        if (kept.isPresent() && kept.get().isReady() && kept.get().file().isEmpty()) {
            put(new Kept(subject.id(), subject, kept.get().facts(), Optional.of(when), Optional.empty()));
        }
    }

    private void issue(Kept kept, Instant erased) throws IOException {
        var subject = kept.subject();
        var certificate = JsonNodeFactory.instance
                .objectNode()
                .put("format", SignedCertificate.TYPE + " 1")
                .put("id", subject.id())
                .put("keyArn", subject.keyArn());
        if (!subject.version().isEmpty()) {
            certificate.put("keyVersion", subject.version());
        }
        certificate.put("destroyed", kept.destroyed().orElse(erased).toString()).put("erased", erased.toString());
        certificate.setAll((ObjectNode) JSON.readTree(kept.facts()));
        try (var signing = key.open()) {
            var file = SignedCertificate.sign(certificate, signing);
            put(new Kept(subject.id(), subject, kept.facts(), kept.destroyed(), Optional.of(file)));
        }
    }

    /// Says whether the material of a subject is destroyed.
    @FunctionalInterface
    public interface Destroyed {
        boolean isDestroyed(Subject subject) throws IOException;
    }

    /// Has nothing of any destroyed material in a file.
    @FunctionalInterface
    public interface Erasing {
        /// @return since when nothing of what was destroyed before this was called is in a file
        Instant erase() throws IOException;
    }

    /// Erases what is destroyed, if any of it has no certificate yet, and signs the certificates then.
    ///
    /// @throws IOException if it could not be erased yet; the certificates wait
    public synchronized void finish(Destroyed destroyed, Erasing erasing) throws IOException {
        var gone = new ArrayList<String>();
        walk(kept -> {
            if (kept.file().isEmpty() && kept.isReady() && destroyed.isDestroyed(kept.subject())) {
                gone.add(kept.id());
            }
        });
        if (gone.isEmpty()) {
            return;
        }
        var erased = erasing.erase();
        for (var id : gone) {
            issue(find(id).orElseThrow(), erased);
        }
    }

    /// Takes certificates one by one.
    @FunctionalInterface
    public interface Visitor {
        void visit(Kept kept) throws IOException;
    }

    /// Visits all certificates, those that are only prepared too.
    public void walk(Visitor visitor) throws IOException {
        records.walk(
                TABLE,
                Bytes.EMPTY,
                Optional.empty(),
                row -> visitor.visit(read(row.group().toUtf8(), row.head().value())));
    }

    public Optional<Kept> find(String id) throws IOException {
        return records.read(TABLE, Bytes.utf8(id), HEAD).head().map(head -> read(id, head.value()));
    }

    /// A piece of the list of a certificate; absent behind its end.
    public Optional<String> chunk(String id, long number) throws IOException {
        return records.cell(TABLE, Bytes.utf8(id), Lane.CELLS, cell(number)).map(Bytes::toUtf8);
    }

    public Bytes publicKey() throws IOException {
        try (var signing = key.open()) {
            return Bytes.wrap(signing.publicKey());
        }
    }

    private static Bytes cell(long number) {
        return Bytes.wrap(ByteBuffer.allocate(8).putLong(number).array());
    }

    private void put(Kept kept) throws IOException {
        commit(kept.id(), List.of(new Edit.PutHead(write(kept))));
    }

    static Bytes write(Kept kept) {
        var out = new RecordWriter()
                .number(1, kept.file().isPresent() ? ISSUED : PREPARED)
                .text(2, kept.subject().keyArn())
                .text(3, kept.subject().version())
                .text(4, kept.facts());
        kept.file().ifPresent(file -> out.text(5, file));
        kept.destroyed().ifPresent(when -> out.text(6, when.toString()));
        return out.toBytes();
    }

    /// One at a time: those who destroy do so one after the other for each subject.
    private void commit(String id, List<Edit> edits) throws IOException {
        var group = Bytes.utf8(id);
        Guard guard = records.read(TABLE, group, HEAD).unchanged();
        if (!(records.commit(TABLE, group, guard, edits) instanceof Outcome.Applied)) {
            throw new IOException("a certificate was written twice at once");
        }
    }

    static Kept read(String id, Bytes record) {
        var in = new RecordReader(record);
        var keyArn = "";
        var version = "";
        var facts = "";
        Optional<Instant> destroyed = Optional.empty();
        Optional<String> file = Optional.empty();
        while (in.next()) {
            switch (in.tag()) {
                case 2 -> keyArn = in.text();
                case 3 -> version = in.text();
                case 4 -> facts = in.text();
                case 5 -> file = Optional.of(in.text());
                case 6 -> destroyed = Optional.of(Instant.parse(in.text()));
                default -> {}
            }
        }
        return new Kept(id, new Subject(keyArn, version), facts, destroyed, file);
    }
}
