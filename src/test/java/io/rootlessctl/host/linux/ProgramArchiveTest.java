package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a release of programs may be, and that nothing else is taken for one. */
class ProgramArchiveTest {
    private static final byte[] CONTENT = "a program".getBytes(StandardCharsets.UTF_8);

    private interface Filling {
        void fill(TarArchiveOutputStream tar) throws IOException;
    }

    static byte[] tar(Filling filling) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            filling.fill(tar);
        }
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, int mode) throws IOException {
        var entry = new TarArchiveEntry(name, true);
        entry.setMode(mode);
        entry.setSize(CONTENT.length);
        tar.putArchiveEntry(entry);
        tar.write(CONTENT);
        tar.closeArchiveEntry();
    }

    private static void other(TarArchiveOutputStream tar, String name, byte type) throws IOException {
        var entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName("/etc/passwd");
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static Map<String, byte[]> read(byte[] archive, String name) throws IOException {
        var found = new TreeMap<String, byte[]>();
        ProgramArchive.read(new ByteArrayInputStream(archive), name,
                (program, content) -> found.put(program, content.readAllBytes()));
        return found;
    }

    static byte[] release() throws IOException {
        return gzip(plainRelease());
    }

    static byte[] plainRelease() throws IOException {
        return tar(tar -> {
            other(tar, "docker/", TarConstants.LF_DIR);
            file(tar, "docker/dockerd", 0755);
            file(tar, "docker/README", 0644);
            file(tar, "docker/containerd-shim-runc-v2", 0755);
        });
    }

    @Test
    @DisplayName("a release has the programs below its directory, compressed or not, and a file may be one itself")
    void programs() throws IOException {
        var found = read(release(), "docker-29.7.0.tgz");
        assertEquals("[containerd-shim-runc-v2, dockerd]", found.keySet().toString());
        assertArrayEquals(CONTENT, found.get("dockerd"));
        assertEquals("[runc]", read(tar(tar -> file(tar, "runc", 0755)), "a.tar").keySet().toString());
        assertArrayEquals(CONTENT, read(CONTENT, "slirp4netns").get("slirp4netns"));
    }

    @Test
    @DisplayName("links, devices, other people's rights, names that lead elsewhere: refused, and named")
    void hostile() throws IOException {
        refused(tar(tar -> other(tar, "docker/dockerd", TarConstants.LF_SYMLINK)), "docker/dockerd is no regular file");
        refused(tar(tar -> other(tar, "docker/dockerd", TarConstants.LF_LINK)), "docker/dockerd is no regular file");
        refused(tar(tar -> other(tar, "docker/null", TarConstants.LF_CHR)), "docker/null is no regular file");
        refused(tar(tar -> other(tar, "docker/fifo", TarConstants.LF_FIFO)), "docker/fifo is no regular file");
        refused(tar(tar -> file(tar, "../.bashrc", 0755)), "../.bashrc leads out of the archive");
        refused(tar(tar -> file(tar, "docker/../../.bashrc", 0755)), "leads out of the archive");
        refused(tar(tar -> file(tar, "/etc/cron.d/x", 0755)), "/etc/cron.d/x leads out of the archive");
        refused(tar(tar -> file(tar, "docker/dockerd", 04755)), "docker/dockerd would run as somebody else");
        refused(tar(tar -> file(tar, "docker/.bashrc", 0755)), "docker/.bashrc has no name of a program");
        refused(tar(tar -> file(tar, "docker/a b", 0755)), "docker/a b has no name of a program");
        refused(tar(tar -> {
            file(tar, "docker/runc", 0755);
            file(tar, "other/runc", 0755);
        }), "other/runc is there twice");
        refused(tar(tar -> file(tar, "docker/README", 0644)), "found no program in it");
        refused(tar(tar -> {
            var name = new TarArchiveEntry(TarConstants.GNU_LONGLINK, TarConstants.LF_GNUTYPE_LONGNAME);
            name.setSize(3_000_000);
            tar.putArchiveEntry(name);
            tar.write(new byte[3_000_000]);
            tar.closeArchiveEntry();
        }), "found more in the archive than its headers say");
    }

    @Test
    @DisplayName("an archive that ends too early or is damaged says so")
    void damaged() throws IOException {
        var whole = release();
        refused(Arrays.copyOf(whole, whole.length - 20), "the archive ends too early");
        var bent = whole.clone();
        bent[whole.length / 2] ^= 0x55;
        assertTrue(assertThrows(IOException.class, () -> read(bent, "a.tgz")).getMessage().contains("archive"));
        refused("<html>".getBytes(StandardCharsets.UTF_8), "found neither a tar archive");
        refused(new byte[0], "found neither a tar archive");
    }

    private static void refused(byte[] archive, String why) {
        var problem = assertThrows(IOException.class, () -> read(archive, "docker.tgz"));
        assertTrue(problem.getMessage().contains(why), problem::getMessage);
    }
}
