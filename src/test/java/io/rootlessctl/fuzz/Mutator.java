package io.rootlessctl.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages inputs: bits, pieces that mean something somewhere, cuts, repetitions, halves of two. The same for one seed. */
public final class Mutator {
    private static final String[] PIECES = {
        "\"", "'", "[", "]", "[[", "{", "}", "=", ".", "\n", "\r\n", "\u0000", "#", "\\", "\\u0000", "\\ud800", "-", "1e9",
        "nan", "0x", "\uFEFF", "$", "~", "\u00e9", "users", "\"\"\"", "1979-05-27", ":", "/", "..", ",", " ", "\t", "true",
        "null", "99999999999", "-1", "4294967295", "9223372036854775808", "\\000", "\\x", "%", "ustar", "(", ")", ";", "[]"};
    private static final int LARGEST = 1 << 16;

    private final Random random;
    private final List<byte[]> corpus;

    public Mutator(long seed, List<byte[]> corpus) {
        this.random = new Random(seed);
        this.corpus = List.copyOf(corpus);
    }

    /** Sometimes noise, and else one of the corpus with one to eight things done to it. */
    public byte[] next() {
        if (random.nextInt(50) == 0) {
            var noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return noise;
        }
        var input = corpus.get(random.nextInt(corpus.size()));
        for (int i = 1 << random.nextInt(4); i > 0; i--) {
            input = damaged(input);
        }
        return Arrays.copyOf(input, Math.min(input.length, LARGEST));
    }

    private byte[] damaged(byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + 1 + random.nextInt(random.nextInt(8) == 0 ? 400 : 12));
        return switch (random.nextInt(8)) {
            case 0 -> replaced(input, from, to, new byte[0]);
            case 1 -> replaced(input, from, from, piece());
            case 2 -> replaced(input, from, to, piece());
            case 3 -> replaced(input, from, to, new byte[] {(byte) random.nextInt(256)});
            case 4 -> bit(input);
            case 5 -> repeated(input, from, to);
            case 6 -> joined(input, from);
            default -> replaced(input, from, from, Arrays.copyOfRange(input, from, to));
        };
    }

    private byte[] piece() {
        return PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
    }

    private byte[] bit(byte[] input) {
        var bent = input.clone();
        if (bent.length > 0) {
            bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bent;
    }

    private byte[] repeated(byte[] input, int from, int to) {
        var all = new ByteArrayOutputStream();
        for (int i = 1 + random.nextInt(200); i > 0; i--) {
            all.write(input, from, to - from);
        }
        return replaced(input, from, from, all.toByteArray());
    }

    private byte[] joined(byte[] input, int at) {
        var other = corpus.get(random.nextInt(corpus.size()));
        return replaced(input, at, input.length, Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
    }

    private static byte[] replaced(byte[] input, int from, int to, byte[] by) {
        var all = new ByteArrayOutputStream();
        all.write(input, 0, from);
        all.writeBytes(by);
        all.write(input, to, input.length - to);
        return all.toByteArray();
    }
}
