package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.FileTree;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.TreeEntry;
import io.rootlessctl.manifest.ManifestReader;
import io.rootlessctl.resource.Declaration;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("O8: the archive of a backup")
class BackupTest {
    @TempDir
    private Path directory;

    @Test
    void hasAllThatTheTreeHas() throws Exception {
        var tree = Tree.of("a", "1", "b", "2", "d/c", "3");
        assertFalse(make(tree, 1000).resumed());
        assertEquals(tree.files, restored());
    }

    @Test
    void goesOnAfterACutWithWhatHasChangedSince() throws Exception {
        var tree = Tree.of("a", "1", "b", "2", "c", "3", "d", "4");
        tree.huge = true;
        for (int writes = 0; writes < 4; writes++) {
            int few = writes;
            assertThrows(IOException.class, () -> make(tree, few));
        }
        tree.files.remove("a");
        tree.put("b", "changed");
        tree.put("e", "new");
        assertTrue(make(tree, 1000).resumed());
        assertEquals(tree.files, restored());
    }

    @Test
    void isRefusedCutOffAnywhere() throws Exception {
        make(Tree.of("a", "1", "b", "2"), 1000);
        var whole = Files.readAllBytes(archive());
        // Without the two empty blocks at its end it is as good.
        for (long at = 0; at < whole.length - 2 * TarHeader.SIZE; at += 97) {
            long cut = at;
            Files.write(directory.resolve("copy"), Arrays.copyOf(whole, (int) cut));
            try (var file = ArchiveFile.open(FileChannel.open(directory.resolve("copy")))) {
                assertThrows(IOException.class, () -> WholeArchive.verified(file), () -> "cut at " + cut);
            }
        }
    }

    @Test
    void isRefusedWithAnyByteOfAMemberAltered() throws Exception {
        make(Tree.of("a", "1", "b", "2"), 1000);
        var whole = Files.readAllBytes(archive());
        List<ArchiveFile.Member> members;
        try (var file = ArchiveFile.open(open())) {
            members = file.members();
        }
        for (var member : members) {
            for (long at = member.offset(); at < member.offset() + member.size(); at += 7) {
                var altered = whole.clone();
                altered[(int) at] ^= 1;
                Files.write(directory.resolve("copy"), altered);
                try (var file = ArchiveFile.open(FileChannel.open(directory.resolve("copy")))) {
                    assertThrows(IOException.class, () -> WholeArchive.verified(file), member::name);
                }
            }
        }
    }

    @Test
    void takesNoFileThatIsNone() throws Exception {
        Files.writeString(archive(), "something of somebody's that is not to be lost");
        assertThrows(IOException.class, () -> make(Tree.of("a", "1"), 1000));
        assertEquals("something of somebody's that is not to be lost", Files.readString(archive()));
        Files.delete(archive());
        make(Tree.of("a", "1"), 1000);
        assertThrows(IOException.class, () -> make(Tree.of("a", "1"), 1000), "one that is complete");
    }

    @Test
    void takesNoMoreThanTheFilesMayBe() throws Exception {
        var tree = Tree.of("a", "1");
        tree.endless = 100;
        var refusal = assertThrows(IOException.class, () -> make(tree, 1000));
        assertTrue(refusal.getMessage().startsWith("/data: found more in the archive than its files can be"),
                refusal::getMessage);
        assertTrue(Files.size(archive()) < 1 << 20, "what was written is gone");
    }

    @Test
    void isReadByTar() throws Exception {
        make(Tree.of("a", "1"), 1000);
        var tar = new ProcessBuilder("tar", "-tf", archive().toString()).start();
        var names = new String(tar.getInputStream().readAllBytes());
        assertEquals(0, tar.waitFor());
        assertTrue(names.startsWith("rootlessctl-backup.json\n000001.tar\n"), names);
        assertEquals(9L << 30, TarHeader.parse(new TarHeader("large", 9L << 30).bytes()).orElseThrow().size());
    }

    @Test
    void theDaemonRunsAgainWhateverBecomesOfIt() throws Exception {
        for (var fault : List.of("none", "unread", "memory")) {
            var scene = Scene.of(FakeHost.debian(), "schema = 1\n[[users]]\nname = \"alice\"\n");
            scene.apply();
            var user = scene.declaration().users().getFirst();
            var before = scene.host().daemon(user.account()).found().orElseThrow();
            var tree = Tree.of("a", "1");
            tree.broken = () -> broken(fault, scene.host().daemon(user.account()).found().isEmpty());
            var backup = new Backup(new Stoppage(user, scene.host(), scene.host().writer()), tree,
                    new Backup.Head("alice", "/data", Instant.EPOCH), _ -> { }, () -> false, () -> Long.MAX_VALUE);
            if (!fault.equals("none")) {
                var problem = assertThrows(Throwable.class, () -> backup.make(open()));
                assertEquals(fault.equals("memory"), problem instanceof OutOfMemoryError);
            } else {
                assertTrue(backup.make(open()).stopped().isPresent());
            }
            var after = scene.host().daemon(user.account()).found().orElseThrow();
            assertNotEquals(before.rootlessKit(), after.rootlessKit());
            assertEquals(before.arguments(), after.arguments());
            Files.delete(archive());
        }
    }

    private static boolean broken(String fault, boolean stopped) {
        if (stopped && fault.equals("memory")) {
            throw new OutOfMemoryError("of the test");
        }
        return stopped && fault.equals("unread");
    }

    @Test
    void isNotBegunWhereThereIsNoRoom() throws Exception {
        var host = FakeHost.debian();
        var user = Declaration.of(ManifestReader.read("none", "schema = 1\n"), host, Optional.of("alice")).users().getFirst();
        var tree = Tree.of("a", "1");
        tree.huge = true;
        var backup = new Backup(new Stoppage(user, host, host.writer()), tree,
                new Backup.Head("alice", "/data", Instant.EPOCH), _ -> { }, () -> false, () -> 1 << 20);
        var refusal = assertThrows(IOException.class, () -> backup.make(open()));
        assertTrue(refusal.getMessage().contains("1.0 GiB, and its file system has 1.0 MiB free"), refusal::getMessage);
    }

    private Path archive() {
        return directory.resolve("archive");
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(archive(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** @param writes after so many it is told to end */
    private Backup.Result make(Tree tree, int writes) throws Exception {
        var host = FakeHost.debian();
        var manifest = ManifestReader.read("none", "schema = 1\n");
        var user = Declaration.of(manifest, host, Optional.of("alice")).users().getFirst();
        var left = new int[] {writes};
        return new Backup(new Stoppage(user, host, host.writer()), tree, new Backup.Head("alice", "/data", Instant.EPOCH),
                _ -> { }, () -> left[0]-- <= 0, () -> Long.MAX_VALUE).make(open());
    }

    private TreeMap<String, String> restored() throws IOException {
        var tree = new Tree();
        try (var file = ArchiveFile.open(open())) {
            for (var step : WholeArchive.verified(file).steps()) {
                if (step.name().endsWith(BackupContents.GONE)) {
                    tree.remove(BackupContents.strings(file, step));
                } else {
                    tree.unpack(file.content(step));
                }
            }
        }
        return tree.files;
    }

    /** Files by path; the content stands for whatever else a file has. */
    private static final class Tree implements FileTree {
        private final TreeMap<String, String> files = new TreeMap<>();
        private boolean huge;
        private int endless;
        private BooleanSupplier broken = () -> false;

        static Tree of(String... pathsAndContents) {
            var tree = new Tree();
            for (int i = 0; i < pathsAndContents.length; i += 2) {
                tree.put(pathsAndContents[i], pathsAndContents[i + 1]);
            }
            return tree;
        }

        void put(String path, String content) {
            files.put(path, content);
        }

        /** Of a file alone in its portion, when the files are huge. */
        @Override
        public Listing list() {
            return new Listing(files.entrySet().stream().map(file -> new TreeEntry(file.getKey(), 'f',
                    file.getValue(), file.getKey().hashCode(), 1, huge ? 1L << 30 : 1, 1, 0, 0)).toList(), true);
        }

        @Override
        public Packed pack(List<TreeEntry> entries, OutputStream out) throws IOException {
            var bytes = new ByteArrayOutputStream();
            var data = new DataOutputStream(bytes);
            data.write(entries.size());
            for (var entry : entries) {
                data.writeUTF(entry.path());
                data.writeUTF(files.get(entry.path()));
            }
            out.write(bytes.toByteArray(), 0, bytes.size());
            for (int i = 0; i < endless; i++) {
                out.write(new byte[1 << 20], 0, 1 << 20);
            }
            return new Packed(broken.getAsBoolean() ? 2 : 0, "tar: a: Cannot open");
        }

        @Override
        public void settle() {
            // What is in memory is where it is to be.
        }

        @Override
        public void unpack(InputStream tar) throws IOException {
            var data = new DataInputStream(tar);
            for (int count = data.read(); count > 0; count--) {
                files.put(data.readUTF(), data.readUTF());
            }
        }

        @Override
        public void remove(List<String> paths) {
            paths.forEach(files::remove);
        }

        @Override
        public long free() {
            return Long.MAX_VALUE;
        }

        @Override
        public void moveTo(Path place) {
            throw new UnsupportedOperationException("nothing is moved here");
        }
    }
}
