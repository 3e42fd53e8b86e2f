package io.rootlessctl.apply;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The header of a regular file in a tar archive, after POSIX' ustar: one block of 512 bytes.
 *
 * @param name at most 100 bytes
 * @param size of the content in bytes; more than the 8 GiB that fit into octal digits as GNU tar writes it, in base 256
 */
record TarHeader(String name, long size) {
    static final int SIZE = 512;
    private static final int NAME = 100, SIZE_AT = 124, CHECKSUM_AT = 148, TYPE_AT = 156, MAGIC_AT = 257;
    private static final byte BASE_256 = (byte) 0x80;
    private static final long LARGEST_OCTAL = (1L << 33) - 1;

    byte[] bytes() {
        var block = new byte[SIZE];
        put(block, 0, name);
        put(block, NAME, "0000600\0" + "0000000\0" + "0000000\0");
        if (size <= LARGEST_OCTAL) {
            put(block, SIZE_AT, String.format("%011o\0", size));
        } else {
            block[SIZE_AT] = BASE_256;
            ByteBuffer.wrap(block).putLong(SIZE_AT + 4, size);
        }
        put(block, SIZE_AT + 12, "00000000000\0");
        block[TYPE_AT] = '0';
        put(block, MAGIC_AT, "ustar\0" + "00");
        put(block, CHECKSUM_AT, String.format("%06o\0 ", sum(block)));
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    /** Of all bytes, those of the sum itself taken for blanks. */
    private static int sum(byte[] block) {
        int sum = 0;
        for (int i = 0; i < SIZE; i++) {
            sum += i >= CHECKSUM_AT && i < CHECKSUM_AT + 8 ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    /** Empty for what is no such header. */
    static Optional<TarHeader> parse(byte[] block) {
        var sum = text(block, CHECKSUM_AT, 6);
        if (!sum.matches("[0-7]{6}") || Integer.parseInt(sum, 8) != sum(block) || block[TYPE_AT] != '0') {
            return Optional.empty();
        }
        long size = block[SIZE_AT] == BASE_256 ? ByteBuffer.wrap(block).getLong(SIZE_AT + 4)
                : Long.parseLong(text(block, SIZE_AT, 11), 8);
        return size < 0 ? Optional.empty() : Optional.of(new TarHeader(text(block, 0, NAME), size));
    }

    private static String text(byte[] block, int at, int length) {
        var bytes = Arrays.copyOfRange(block, at, at + length);
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
