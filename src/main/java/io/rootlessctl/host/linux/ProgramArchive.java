package io.rootlessctl.host.linux;

import io.rootlessctl.model.ProgramsOrder;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads a release of programs: a tar archive, also one that gzip has compressed, of executable files below one directory,
 *
 * <pre>
 * docker/dockerd
 * docker/containerd
 * </pre>
 *
 * or a file that is a program itself. Nobody vouches for what is in it: anything that a release does not have (links,
 * devices, set-user-id files, names that lead elsewhere, more than 2 GiB) is refused, and what stands between the files
 * is bounded, so that no header makes this process take more memory than it has.
 */
public final class ProgramArchive {
    /** Takes the content of one program; what it leaves unread is skipped. */
    public interface Taker {
        void take(String name, InputStream content) throws IOException;
    }

    public static final Pattern NAME = ProgramsOrder.PROGRAM;
    private static final Pattern NO_PROGRAM = Pattern.compile(".*\\.(?:tgz|tar|gz|xz|bz2|zst|zip|deb|rpm|txt|asc|sig)");
    private static final int ENTRIES = 1_000;
    private static final long LARGEST = 512L << 20;
    /** Room for a header with its extensions and the padding before it. */
    private static final long BETWEEN = 1 << 20;
    private static final int SET_IDS = 06000;
    private static final int EXECUTABLE = 0111;
    private static final int MAGIC_AT = 257;

    private final Taker taker;
    private final Set<String> names = new HashSet<>();
    private long total;

    private ProgramArchive(Taker taker) {
        this.taker = taker;
    }

    /**
     * @param file the name of the file, which is that of the program if it is one
     * @throws IOException what is wrong with it, without naming the file
     */
    public static void read(InputStream content, String file, Taker taker) throws IOException {
        var start = new BufferedInputStream(content, 1 << 16);
        try {
            var archive = new ProgramArchive(taker);
            if (isGzip(start)) {
                archive.tar(new BufferedInputStream(new GZIPInputStream(start, 1 << 16), 1 << 16));
            } else if (isTar(start)) {
                archive.tar(start);
            } else {
                archive.single(start, file);
            }
        } catch (EOFException cut) {
            throw new IOException("the archive ends too early; fetch it again", cut);
        } catch (ZipException broken) {
            throw new IOException("the archive is damaged (" + broken.getMessage() + "); fetch it again", broken);
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException broken) {
            // What the tar reader throws at numbers and names that cannot be.
            throw new IOException("the archive is damaged (" + broken.getMessage() + "); fetch it again", broken);
        }
    }

    private static boolean isGzip(BufferedInputStream content) throws IOException {
        var magic = peek(content, 2);
        return magic.length == 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
    }

    private static boolean isTar(BufferedInputStream content) throws IOException {
        var start = peek(content, MAGIC_AT + 5);
        return start.length == MAGIC_AT + 5
                && new String(start, MAGIC_AT, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    }

    private static byte[] peek(BufferedInputStream content, int count) throws IOException {
        content.mark(count);
        var bytes = content.readNBytes(count);
        content.reset();
        return bytes;
    }

    private void single(InputStream content, String file) throws IOException {
        if (NO_PROGRAM.matcher(file).matches() || !NAME.matcher(file).matches()) {
            throw new IOException("found neither a tar archive, with or without gzip, nor a program");
        }
        var bounded = new Allowance(content);
        bounded.allow(LARGEST);
        taker.take(file, bounded);
    }

    private void tar(InputStream content) throws IOException {
        var bounded = new Allowance(content);
        bounded.allow(BETWEEN);
        // Not closed: whoever has opened the file closes it.
        var tar = new TarArchiveInputStream(bounded, StandardCharsets.UTF_8.name());
        int count = 0;
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (++count > ENTRIES) {
                throw new IOException("found more than " + ENTRIES + " entries");
            }
            bounded.allow(required(entry) + BETWEEN);
            if (entry.isFile() && !entry.isDirectory() && (entry.getMode() & EXECUTABLE) != 0) {
                taker.take(program(entry), tar);
            }
            tar.transferTo(OutputStream.nullOutputStream());
            bounded.allow(BETWEEN);
        }
        if (names.isEmpty()) {
            throw new IOException("found no program in it");
        }
    }

    /** The size, of what may be there. */
    private long required(TarArchiveEntry entry) throws IOException {
        var name = entry.getName();
        boolean plain = entry.isFile() || entry.isDirectory() || entry.isGlobalPaxHeader();
        if (!plain || entry.isLink() || entry.isSymbolicLink() || entry.isSparse() || entry.isCharacterDevice()
                || entry.isBlockDevice() || entry.isFIFO()) {
            throw refused(name, "is no regular file");
        }
        if (name.startsWith("/") || List.of(name.split("/")).contains("..")) {
            throw refused(name, "leads out of the archive");
        }
        if (entry.isFile() && (entry.getMode() & SET_IDS) != 0) {
            throw refused(name, "would run as somebody else (set-user-id)");
        }
        total += Math.max(0, entry.getSize());
        if (entry.getSize() < 0 || entry.getSize() > LARGEST || total > ProgramsOrder.ALL) {
            throw refused(name, "is larger than a program is, or all are");
        }
        return entry.getSize();
    }

    private String program(TarArchiveEntry entry) throws IOException {
        var name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (!NAME.matcher(name).matches()) {
            throw refused(entry.getName(), "has no name of a program");
        }
        if (!names.add(name)) {
            throw refused(entry.getName(), "is there twice");
        }
        return name;
    }

    private static IOException refused(String name, String why) {
        return new IOException("its entry " + shown(name) + " " + why + "; this is no release of programs");
    }

    private static String shown(String name) {
        var plain = name.replaceAll("[^ -~]", "?");
        return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
    }

    /** So many bytes may be read and no more. */
    private static final class Allowance extends FilterInputStream {
        private long left;

        Allowance(InputStream content) {
            super(content);
        }

        void allow(long bytes) {
            left = bytes;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0 && length > 0) {
                throw new IOException("found more in the archive than its headers say");
            }
            int count = super.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(Math.min(count, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
