package sealstead.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// CRC-64/NVME (reflected polynomial 9A6C9329AC4BC9B5, all ones in and out), eight bytes at a time over eight tables.
final class Crc64Nvme implements Checksum {
    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final int SLICES = 8;
    private static final long[][] TABLES = tables();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long crc = -1;

    private static long[][] tables() {
        var tables = new long[SLICES][256];
        for (int i = 0; i < 256; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ POLYNOMIAL;
            }
            tables[0][i] = value;
        }
        for (int slice = 1; slice < SLICES; slice++) {
            for (int i = 0; i < 256; i++) {
                long before = tables[slice - 1][i];
                tables[slice][i] = before >>> 8 ^ tables[0][(int) before & 0xFF];
            }
        }
        return tables;
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        long value = crc;
        int at = offset;
        int end = offset + length;
        for (; at <= end - SLICES; at += SLICES) {
            value ^= (long) LONG.get(bytes, at);
            value = TABLES[7][(int) value & 0xFF]
                    ^ TABLES[6][(int) (value >>> 8) & 0xFF]
                    ^ TABLES[5][(int) (value >>> 16) & 0xFF]
                    ^ TABLES[4][(int) (value >>> 24) & 0xFF]
                    ^ TABLES[3][(int) (value >>> 32) & 0xFF]
                    ^ TABLES[2][(int) (value >>> 40) & 0xFF]
                    ^ TABLES[1][(int) (value >>> 48) & 0xFF]
                    ^ TABLES[0][(int) (value >>> 56)];
        }
        for (; at < end; at++) {
            value = value >>> 8 ^ TABLES[0][(int) (value ^ bytes[at]) & 0xFF];
        }
        crc = value;
    }

    @Override
    public byte[] digest() {
        return ByteBuffer.allocate(8).putLong(~crc).array();
    }
}
