package sealstead.store.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import sealstead.store.BlobStore;
import sealstead.store.Bytes;
import sealstead.store.EngineDriver;
import sealstead.store.Membership;
import sealstead.store.MetaStore;
import sealstead.store.TwoHearings;

/// `store.engine = postgres`: records in PostgreSQL, blobs in a bucket of any S3 endpoint.
public final class PostgresDriver implements EngineDriver {
    private static final String STORE_KEY = "store-key";

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public OpenEngine open(EngineContext opening, RandomGenerator random) throws IOException {
        var settings = PostgresSettings.of(opening.settings());
        var hearing = new TwoHearings(opening.hearing());
        var upstream = new UpstreamBucket(settings, hearing.blobs());
        Optional<Database> database = Optional.empty();
        Optional<GatewayLease> lease = Optional.empty();
        try {
            upstream.check();
            var left = LeftUploads.of(upstream);
            var connected = new Database(settings, hearing.records());
            database = Optional.of(connected);
            var id = connected.read(connection -> Schema.make(connection, opening.gateway(), random));
            var held = new GatewayLease(
                    connected, opening.gateway(), opening.alone(), STORE_KEY, hearing.records(), random);
            lease = Optional.of(held);
            left.abortNoted(opening.scratch());
            if (held.isFirst()) {
                left.abortAll();
            }
            var blobs = new S3BlobStore(upstream, opening.scratch());
            return new Open(settings, upstream, connected, held, id, random, blobs);
        } catch (IOException | RuntimeException failed) {
            if (lease.isPresent()) {
                lease.get().close();
            }
            database.ifPresent(Database::close);
            upstream.close();
            throw failed;
        }
    }

    private static final class Open implements OpenEngine {
        private final PostgresSettings settings;
        private final UpstreamBucket upstream;
        private final Database database;
        private final GatewayLease lease;
        private final Bytes id;
        private final PostgresMetaStore records;
        private final S3BlobStore blobs;

        Open(
                PostgresSettings settings,
                UpstreamBucket upstream,
                Database database,
                GatewayLease lease,
                Bytes id,
                RandomGenerator random,
                S3BlobStore blobs) {
            this.settings = settings;
            this.upstream = upstream;
            this.database = database;
            this.lease = lease;
            this.id = id;
            this.records = new PostgresMetaStore(database, lease, random);
            this.blobs = blobs;
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
            return Optional.of(lease);
        }

        @Override
        public String place() {
            return settings.toString();
        }

        @Override
        public Optional<String> storeKey() throws IOException {
            return database.read(connection -> {
                try (var statement = connection.prepareStatement("SELECT val FROM sealstead_note WHERE name = ?")) {
                    statement.setString(1, STORE_KEY);
                    try (var rows = statement.executeQuery()) {
                        return rows.next()
                                ? Optional.of(new String(rows.getBytes(1), StandardCharsets.US_ASCII))
                                : Optional.empty();
                    }
                }
            });
        }

        @Override
        public boolean putStoreKey(Optional<String> expected, String text) throws IOException {
            lease.check();
            var value = text.getBytes(StandardCharsets.US_ASCII);
            database.read(connection -> {
                var sql = expected.isPresent()
                        ? "UPDATE sealstead_note SET val = ? WHERE name = ? AND val = ?"
                        : "INSERT INTO sealstead_note (val, name) VALUES (?, ?) ON CONFLICT (name) DO NOTHING";
                try (var statement = connection.prepareStatement(sql)) {
                    statement.setBytes(1, value);
                    statement.setString(2, STORE_KEY);
                    if (expected.isPresent()) {
                        statement.setBytes(3, expected.get().getBytes(StandardCharsets.US_ASCII));
                    }
                    return statement.executeUpdate();
                }
            });
            // By what is there: the statement may have been sent twice.
            var now = storeKey();
            return now.isPresent() && Arrays.equals(now.get().getBytes(StandardCharsets.US_ASCII), value);
        }

        @Override
        public Map<String, Long> counts() {
            return records.counts();
        }

        @Override
        public void close() throws IOException {
            try (upstream;
                    database) {
                lease.close();
            }
        }
    }
}
