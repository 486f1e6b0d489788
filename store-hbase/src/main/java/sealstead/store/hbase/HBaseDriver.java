package sealstead.store.hbase;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.apache.hadoop.hbase.TableName;
import sealstead.store.BlobStore;
import sealstead.store.Bytes;
import sealstead.store.EngineDriver;
import sealstead.store.Membership;
import sealstead.store.MetaStore;
import sealstead.store.TwoHearings;

/// `store.engine = hbase`: records in a table of HBase, blobs in a folder of a Hadoop file system.
public final class HBaseDriver implements EngineDriver {
    /// What the libraries say of themselves fills pages; what worries them is told, but for what they would have liked
    /// of the JVM.
    private static final Map<Logger, Level> THEIRS = Map.of(
            Logger.getLogger("org.apache.hadoop"), Level.WARNING,
            Logger.getLogger("org.apache.zookeeper"), Level.WARNING,
            Logger.getLogger("org.apache.hadoop.hbase.unsafe"), Level.SEVERE,
            Logger.getLogger("org.apache.hadoop.util.NativeCodeLoader"), Level.SEVERE);

    static {
        THEIRS.forEach((log, level) -> {
            if (log.getLevel() == null) {
                log.setLevel(level);
            }
        });
    }

    @Override
    public String name() {
        return "hbase";
    }

    @Override
    public OpenEngine open(EngineContext opening, RandomGenerator random) throws IOException {
        var settings = HBaseSettings.of(opening.settings());
        var hearing = new TwoHearings(opening.hearing());
        var conf = HadoopLogin.configuration(settings);
        HadoopLogin.logIn(settings, conf);
        var folder = new BlobFolder(settings, conf, hearing.blobs());
        Optional<RecordTable> records = Optional.empty();
        Optional<GatewayLease> lease = Optional.empty();
        try {
            var connected = connected(settings, conf, hearing.records());
            records = Optional.of(connected);
            var id = Schema.make(connected, settings, random);
            var held = new GatewayLease(connected, opening.gateway(), hearing.records(), random);
            lease = Optional.of(held);
            folder.clear();
            return new Open(settings, folder, connected, held, id, random);
        } catch (IOException | RuntimeException failed) {
            if (lease.isPresent()) {
                lease.get().close();
            }
            if (records.isPresent()) {
                records.get().close();
            }
            folder.close();
            throw failed;
        }
    }

    private static RecordTable connected(
            HBaseSettings settings, org.apache.hadoop.conf.Configuration conf, Hearing hearing) throws IOException {
        try {
            return new RecordTable(conf, TableName.valueOf(settings.table()), hearing);
        } catch (IOException unreachable) {
            throw new IOException(
                    "the HBase of store.hbase.configuration cannot be used: " + unreachable.getMessage(), unreachable);
        }
    }

    private static final class Open implements OpenEngine {
        private final HBaseSettings settings;
        private final BlobFolder folder;
        private final RecordTable table;
        private final GatewayLease lease;
        private final Bytes id;
        private final HBaseMetaStore records;
        private final HadoopBlobStore blobs;

        Open(
                HBaseSettings settings,
                BlobFolder folder,
                RecordTable table,
                GatewayLease lease,
                Bytes id,
                RandomGenerator random) {
            this.settings = settings;
            this.folder = folder;
            this.table = table;
            this.lease = lease;
            this.id = id;
            this.records = new HBaseMetaStore(table, lease, random);
            this.blobs = new HadoopBlobStore(folder);
        }

        @Override
        public MetaStore records() {
            return records;
        }

        @Override
        public BlobStore blobs() {
            return blobs;
        }

        @Override
        public Bytes id() {
            return id;
        }

        @Override
        public long pulse() {
            return lease.pulseBefore();
        }

        @Override
        public void begin() throws IOException {
            lease.start();
        }

        @Override
        public Optional<Membership> membership() {
            return Optional.empty();
        }

        @Override
        public String place() {
            return settings.toString();
        }

        @Override
        public Optional<String> storeKey() throws IOException {
            return Schema.storeKey(table);
        }

        @Override
        public boolean putStoreKey(Optional<String> expected, String text) throws IOException {
            lease.check();
            return Schema.putStoreKey(table, expected, text);
        }

        @Override
        public Map<String, Long> counts() {
            return records.counts();
        }

        @Override
        public void close() throws IOException {
            try (folder;
                    table) {
                lease.close();
            }
        }
    }
}
