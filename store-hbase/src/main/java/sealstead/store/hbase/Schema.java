package sealstead.store.hbase;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.KeepDeletedCells;
import org.apache.hadoop.hbase.TableExistsException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Durability;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import sealstead.store.Bytes;

/// The table that a store is in, and what must be true of it. Rows that begin with a zero byte are the store's own.
final class Schema {
    static final int VERSION = 1;
    private static final String FORMAT = "sealstead-store ";
    private static final byte[] STORE = Rows.own("store");
    private static final byte[] FORMAT_CELL = name("format");
    private static final byte[] ID_CELL = name("id");
    private static final byte[] KEY_CELL = name("store-key");
    private static final int ID_BYTES = 16;
    /// Ids of commits are forgotten after this: longer than anybody asks for one, whatever clocks do.
    static final int COMMITS_SECONDS = 600;

    private static final int MAKE_SECONDS = 60;

    private Schema() {}

    private static byte[] name(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /// Makes the table if it is not there.
    ///
    /// @return the random name of the store
    static Bytes make(RecordTable records, HBaseSettings settings, RandomGenerator random) throws IOException {
        var name = TableName.valueOf(settings.table());
        var admin = records.admin();
        if (!RecordTable.waitFor(admin.tableExists(name), MAKE_SECONDS)) {
            try {
                RecordTable.waitFor(admin.createTable(described(name), splits(settings.regions())), MAKE_SECONDS);
            } catch (TableExistsException meanwhile) {
                // another gateway was faster
            }
        }
        check(RecordTable.waitFor(admin.getDescriptor(name), MAKE_SECONDS));
        records.replace(STORE, FORMAT_CELL, Optional.empty(), name(FORMAT + VERSION));
        var id = new byte[ID_BYTES];
        random.nextBytes(id);
        records.replace(STORE, ID_CELL, Optional.empty(), id);
        checkFormat(new String(read(records, FORMAT_CELL), StandardCharsets.US_ASCII));
        return Bytes.wrap(read(records, ID_CELL));
    }

    private static byte[] read(RecordTable records, byte[] cell) throws IOException {
        return records.value(STORE, cell)
                .orElseThrow(
                        () -> new IOException("the table has lost what the store is called or what format it has"));
    }

    static Optional<String> storeKey(RecordTable records) throws IOException {
        return records.value(STORE, KEY_CELL).map(text -> new String(text, StandardCharsets.US_ASCII));
    }

    static boolean putStoreKey(RecordTable records, Optional<String> expected, String text) throws IOException {
        return records.replace(STORE, KEY_CELL, expected.map(Schema::name), name(text));
    }

    private static void checkFormat(String format) throws IOException {
        if (!format.matches(FORMAT + "[0-9]{1,6}")) {
            throw new IOException("the table says `" + format + "` instead of `" + FORMAT + VERSION
                    + "`: it was damaged, or is not Sealstead's");
        }
        int version = Integer.parseInt(format.substring(FORMAT.length()));
        if (version > VERSION) {
            throw new IOException(
                    "the store in this table has format " + version + ", this Sealstead knows up to " + VERSION);
        }
    }

    /// HBase's default acknowledges what three machines have in memory; this one is on their disks.
    private static TableDescriptor described(TableName name) {
        return TableDescriptorBuilder.newBuilder(name)
                .setDurability(Durability.FSYNC_WAL)
                .setColumnFamilies(List.of(
                        family(Rows.HEAD)
                                .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
                                .build(),
                        family(Rows.CELLS).build(),
                        family(Rows.DATA).build(),
                        family(Rows.COMMITS).setTimeToLive(COMMITS_SECONDS).build(),
                        family(Rows.COUNTERS).build()))
                .build();
    }

    /// Ciphertext does not get smaller, so nothing is compressed.
    private static ColumnFamilyDescriptorBuilder family(byte[] name) {
        return ColumnFamilyDescriptorBuilder.newBuilder(name)
                .setMaxVersions(1)
                .setMinVersions(0)
                .setKeepDeletedCells(KeepDeletedCells.FALSE);
    }

    /// The records of objects begin with the random name of their bucket: so buckets lie apart from the beginning,
    /// and HBase splits what grows. What is not of objects has regions before and behind.
    private static byte[][] splits(int regions) {
        if (regions == 1) {
            return new byte[0][];
        }
        var prefix = Bytes.utf8("object");
        var splits = new ArrayList<byte[]>();
        splits.add(Bytes.concat(prefix, Bytes.of((byte) 0)).readOnlyArray());
        for (int i = 1; i < regions; i++) {
            splits.add(Bytes.concat(prefix, Bytes.of((byte) 0, (byte) (i * 256 / regions)))
                    .readOnlyArray());
        }
        splits.add(Bytes.concat(prefix, Bytes.of((byte) 1)).readOnlyArray());
        return splits.toArray(byte[][]::new);
    }

    /// @throws IOException if the table would lose what it acknowledges, or keep what is deleted
    private static void check(TableDescriptor table) throws IOException {
        if (table.getDurability() != Durability.FSYNC_WAL) {
            throw new IOException(
                    "the table " + table.getTableName() + " has DURABILITY " + table.getDurability()
                            + " and not FSYNC_WAL: it would acknowledge what a crash takes back. Sealstead does not start on it");
        }
        for (var name : List.of(Rows.HEAD, Rows.CELLS, Rows.DATA, Rows.COMMITS, Rows.COUNTERS)) {
            var family = table.getColumnFamily(name);
            if (family == null) {
                throw new IOException("the table " + table.getTableName() + " has no family " + (char) name[0]
                        + ": it is not Sealstead's");
            }
            check(
                    table.getTableName(),
                    family,
                    Arrays.equals(name, Rows.COMMITS) ? COMMITS_SECONDS : HConstants.FOREVER);
        }
    }

    private static void check(TableName table, ColumnFamilyDescriptor family, int leastSeconds) throws IOException {
        var where = "the family " + family.getNameAsString() + " of the table " + table;
        if (family.getTimeToLive() < leastSeconds) {
            throw new IOException(where + " has TTL " + family.getTimeToLive() + ": it would forget records");
        }
        if (family.getMaxVersions() != 1
                || family.getMinVersions() != 0
                || family.getKeepDeletedCells() != KeepDeletedCells.FALSE) {
            throw new IOException(where + " has not VERSIONS 1, MIN_VERSIONS 0 and KEEP_DELETED_CELLS FALSE:"
                    + " it would keep what is deleted");
        }
    }
}
