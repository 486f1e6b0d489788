package sealstead.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import sealstead.audit.TrailSeal;
import sealstead.crypto.KernelRandom;
import sealstead.crypto.RootKeyFile;
import sealstead.crypto.SecretBytes;
import sealstead.custody.InnerSeal;
import sealstead.custody.RecordSeal;
import sealstead.custody.SigningKeySeal;
import sealstead.custody.StoreKey;
import sealstead.kms.KeyMaterialSeal;
import sealstead.s3.bucket.ServiceKeySeal;
import sealstead.s3.object.LabelSeal;
import sealstead.store.Bytes;
import sealstead.store.Intents;
import sealstead.store.Lane;
import sealstead.store.Table;
import sealstead.store.local.EmptyFolder;
import sealstead.store.local.FolderCopy;
import sealstead.store.local.RecordRewriter;

/// Writes a stopped server's data folder anew under another store key and another root key, for when the old
/// store key is known to others. Every record is opened and sealed again, with what is wrapped in it and its
/// label's tags; so is the audit trail. Blobs are the same files: they are under data keys, which stay.
///
/// The old folder is not changed, and the new one is none until it has its format, which it gets last. So
/// whatever interrupts this, the old one is as it was, and it is begun again.
public final class FolderResealing {
    private final Config from;
    private final Config to;
    private final SecureRandom random = new KernelRandom();

    /// @param to the data folder to be; its root key, its mark and its trail lie in their places by default
    public FolderResealing(Config from, Path to) throws IOException {
        this.from = from;
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(Setting.DATA, to.toString());
        from.text(Setting.PASSPHRASE).ifPresent(passphrase -> settings.put(Setting.PASSPHRASE, passphrase));
        this.to = Config.load(settings, Map.of());
    }

    /// What came of it.
    ///
    /// @param records how many heads and cells there are, each of which was opened again under the new store
    /// key
    /// @param old how many of them have the old store key's id, which none may
    /// @param blobs how many files
    /// @param lines of the audit trail
    public record Report(
            String storeKeyId, String rootKeyId, Path rootKeyFile, long records, long old, long blobs, long lines) {}

    /// @throws IOException if anything stands in the way, or cannot be read; nothing is left of the new folder
    /// then
    public Report run() throws IOException {
        from.requireLocal("reseal");
        for (var file : List.of(to.rootKeyFile(), to.markFile())) {
            if (Files.exists(file)) {
                throw new IOException(
                        file + " is there already: of another data folder, or of a reseal that was cut off"
                                + " (then remove it)");
            }
        }
        if (to.data().startsWith(from.data())) {
            throw new IOException("a data folder in the old one would go with it: " + to.data());
        }
        var old = RootKeys.read(from);
        try (var source = FolderCopy.of(from.data(), Marks.of(from, old));
                var folder = EmptyFolder.open(to.data())) {
            boolean done = false;
            try (var root = SecretBytes.random(random, 32)) {
                var next = StoreKey.make(root.copy(), random);
                var report = write(source, folder, old, next);
                RootKeyFile.write(to.rootKeyFile(), root, to.text(Setting.PASSPHRASE), random);
                folder.storeKey(next.text(random).orElseThrow());
                folder.finish(Marks.of(to, next), false, random);
                done = true;
                return report;
            } finally {
                if (!done) {
                    folder.giveUp();
                    Files.deleteIfExists(to.rootKeyFile());
                    Files.deleteIfExists(to.markFile());
                }
            }
        }
    }

    private Report write(FolderCopy source, EmptyFolder folder, StoreKey old, StoreKey next) throws IOException {
        var trail = new TrailSeal(from.auditFolder(), old, next, random);
        long lines = trail.move(name -> folder.other("audit", name));
        var inner = new HashMap<String, InnerSeal>();
        for (var each : List.of(trail, new KeyMaterialSeal(), new ServiceKeySeal(), new SigningKeySeal())) {
            inner.put(each.table(), each);
        }
        var oldSeal = new RecordSeal(old, random);
        var nextSeal = new RecordSeal(next, random);
        source.records(folder, sealed((table, group, lane, sub, value) -> {
            var record = oldSeal.open(table, group, lane, sub, value);
            var within = inner.get(table.name());
            if (within != null && lane == Lane.HEAD && record.size() > 0) {
                record = within.reseal(group, record, old, next, random);
            }
            boolean labelled = RecordSeal.label(value).isPresent();
            var label = labelled ? LabelSeal.label(table.name(), sub, record, nextSeal) : Bytes.EMPTY;
            return nextSeal.seal(table, group, lane, sub, record, label);
        }));
        long blobs = source.blobs(folder);
        var records = new AtomicLong();
        var left = new AtomicLong();
        folder.look(sealed((table, group, lane, sub, value) -> {
            records.incrementAndGet();
            if (RecordSeal.isUnder(value, old.id())) {
                left.incrementAndGet();
            }
            nextSeal.open(table, group, lane, sub, value);
            return value;
        }));
        if (left.get() > 0) {
            throw new IOException(left.get() + " records are still under the old store key");
        }
        return new Report(next.id(), next.rootKeyId(), to.rootKeyFile(), records.get(), left.get(), blobs, lines);
    }

    /// What is not sealed stays as it is: what may be garbage, and fences, which are empty.
    private static RecordRewriter sealed(RecordRewriter rewriter) {
        return (Table table, Bytes group, Lane lane, Bytes sub, Bytes value) ->
                value.size() == 0 || Intents.isOf(table) ? value : rewriter.rewrite(table, group, lane, sub, value);
    }
}
