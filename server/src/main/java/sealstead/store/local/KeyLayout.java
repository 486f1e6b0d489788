package sealstead.store.local;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import sealstead.store.Bytes;
import sealstead.store.Table;

/// How groups and cells are laid out as RocksDB keys, so that RocksDB's order is ours.
///
///     head: table 00 group
///     cell: table 00 escaped group 00 00 sub      (in a group, 00 is written 00 FF)
///
/// Escaping keeps the order and makes sure that no group's cells begin with another group's name.
final class KeyLayout {
    private KeyLayout() {}

    static byte[] head(Table table, Bytes group) {
        var name = table.name().getBytes(StandardCharsets.US_ASCII);
        var key = new byte[name.length + 1 + group.size()];
        System.arraycopy(name, 0, key, 0, name.length);
        System.arraycopy(group.readOnlyArray(), 0, key, name.length + 1, group.size());
        return key;
    }

    static Bytes groupOfHead(Table table, byte[] key) {
        int from = table.name().length() + 1;
        return Bytes.wrap(java.util.Arrays.copyOfRange(key, from, key.length));
    }

    static Table tableOfHead(byte[] key) {
        int end = 0;
        while (key[end] != 0) {
            end++;
        }
        return new Table(new String(key, 0, end, StandardCharsets.US_ASCII));
    }

    /// What all cells of a group begin with.
    static byte[] cells(Table table, Bytes group) {
        var out = new ByteArrayOutputStream(group.size() + 32);
        out.writeBytes(table.name().getBytes(StandardCharsets.US_ASCII));
        out.write(0);
        for (byte b : group.readOnlyArray()) {
            out.write(b);
            if (b == 0) {
                out.write(0xFF);
            }
        }
        out.write(0);
        out.write(0);
        return out.toByteArray();
    }

    /// The group of a cell, and its place in the group.
    record CellName(Bytes group, Bytes sub) {}

    static CellName nameOfCell(Table table, byte[] key) {
        var group = new ByteArrayOutputStream(key.length);
        int at = table.name().length() + 1;
        while (key[at] != 0 || key[at + 1] != 0) {
            group.write(key[at]);
            at += key[at] == 0 ? 2 : 1;
        }
        return new CellName(
                Bytes.wrap(group.toByteArray()), Bytes.wrap(java.util.Arrays.copyOfRange(key, at + 2, key.length)));
    }

    /// The first key after all cells that begin with `prefix`, which ends in 00.
    static byte[] endOfCells(byte[] prefix) {
        var end = prefix.clone();
        end[end.length - 1] = 1;
        return end;
    }

    static byte[] cell(byte[] prefix, Bytes sub) {
        var key = java.util.Arrays.copyOf(prefix, prefix.length + sub.size());
        System.arraycopy(sub.readOnlyArray(), 0, key, prefix.length, sub.size());
        return key;
    }

    /// The first key after everything of `table`.
    static byte[] endOf(Table table) {
        var key = head(table, Bytes.EMPTY);
        key[key.length - 1] = 1;
        return key;
    }
}
