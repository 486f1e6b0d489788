package sealstead.store.hbase;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.client.Result;
import org.jspecify.annotations.Nullable;
import sealstead.store.Bytes;
import sealstead.store.Head;
import sealstead.store.Lane;
import sealstead.store.Table;
import sealstead.store.TxId;

/// How a group is a row: its key is the table's name, a zero byte and the group's name; each lane is a family. A
/// cell's qualifier is a zero byte and its name. Those of the head begin with a one and so come after all of
/// them: a range of qualifiers from any cell on has the head in it, and one request reads both.
///
/// What HBase takes for the time of a cell is the number of the commit that wrote it ([CommitNumbers]).
final class Rows {
    static final byte[] HEAD = {'h'};
    static final byte[] CELLS = {'c'};
    static final byte[] DATA = {'d'};
    /// Of every commit its id, for a while: by them a commit whose answer was lost is found, whatever came after
    /// it.
    static final byte[] COMMITS = {'p'};
    /// Counters, as older versions kept them.
    static final byte[] COUNTERS = {'n'};

    private static final byte CELL = 0;
    static final byte[] TXID = {1, 't'};
    static final byte[] VALUE = {1, 'v'};
    private static final int TXID_BYTES = 16;

    /// Rows of the store itself come before those of any table.
    private static final byte OWN = 0;

    static final byte[] FIRST = {OWN + 1};

    private Rows() {}

    static byte[] own(String name) {
        return Bytes.concat(Bytes.of(OWN), Bytes.utf8(name)).readOnlyArray();
    }

    static byte[] key(Table table, Bytes group) {
        var name = table.name().getBytes(StandardCharsets.US_ASCII);
        var key = Arrays.copyOf(name, name.length + 1 + group.size());
        System.arraycopy(group.readOnlyArray(), 0, key, name.length + 1, group.size());
        return key;
    }

    /// The first key after those of `table`.
    static byte[] end(Table table) {
        return (table.name() + '\1').getBytes(StandardCharsets.US_ASCII);
    }

    static Bytes group(Table table, byte[] key) {
        return Bytes.wrap(Arrays.copyOfRange(key, table.name().length() + 1, key.length));
    }

    static Table table(byte[] key) {
        int end = 0;
        while (key[end] != 0) {
            end++;
        }
        return new Table(new String(key, 0, end, StandardCharsets.US_ASCII));
    }

    static byte[] family(Lane lane) {
        return switch (lane) {
            case HEAD -> HEAD;
            case CELLS -> CELLS;
            case DATA -> DATA;
        };
    }

    static byte[] qualifier(Bytes sub) {
        var qualifier = new byte[1 + sub.size()];
        qualifier[0] = CELL;
        System.arraycopy(sub.readOnlyArray(), 0, qualifier, 1, sub.size());
        return qualifier;
    }

    static byte[] bytes(TxId txid) {
        return ByteBuffer.allocate(TXID_BYTES)
                .putLong(txid.high())
                .putLong(txid.low())
                .array();
    }

    static @Nullable Head head(Result row) {
        var txid = row.getValue(HEAD, TXID);
        var value = row.getValue(HEAD, VALUE);
        if (txid == null || value == null) {
            return null;
        }
        var buffer = ByteBuffer.wrap(txid);
        return new Head(new TxId(buffer.getLong(), buffer.getLong()), Bytes.wrap(value));
    }

    /// The cells of a lane in order, at most `limit`.
    static List<sealstead.store.Cell> cells(Result row, Lane lane, int limit) {
        var cells = new ArrayList<sealstead.store.Cell>();
        var family = family(lane);
        for (var cell : row.rawCells()) {
            if (cells.size() < limit && CellUtil.matchingFamily(cell, family)) {
                cells.add(new sealstead.store.Cell(sub(cell), Bytes.wrap(CellUtil.cloneValue(cell))));
            }
        }
        return cells;
    }

    static Bytes sub(Cell cell) {
        var array = cell.getQualifierArray();
        int from = cell.getQualifierOffset();
        return Bytes.wrap(Arrays.copyOfRange(array, from + 1, from + cell.getQualifierLength()));
    }
}
