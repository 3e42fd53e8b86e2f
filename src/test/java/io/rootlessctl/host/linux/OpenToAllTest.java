package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("I6: what root looks at once for all users is what each of them would see")
class OpenToAllTest {
    @TempDir
    private Path directory;
    private Path program;

    @BeforeEach
    void programInTwoDirectories() throws IOException {
        Rights.needRoot(new LinuxHost(System.getenv()));
        program = Files.createFile(Files.createDirectories(directory.resolve("outer/inner")).resolve("program"));
        mode(directory, "rwxr-xr-x");
        mode(directory.resolve("outer"), "rwxr-xr-x");
        mode(directory.resolve("outer/inner"), "rwxr-xr-x");
    }

    /** What is above it is anybody's, as /tmp is. */
    private boolean open(Path path) {
        return OpenToAll.below(directory, path);
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @ParameterizedTest
    @CsvSource({
        "outer, rwxr-xr-x, true", "outer, rwx--x--x, true", "outer, rwxr-x---, false", "outer, rwxr-xr--, false",
        "outer, rwx---r-x, false", "outer, rwxrwxr-x, false", "outer, rwxr-xrwx, false",
        "outer/inner, rwx------, false", "outer/inner/program, rw-------, true"})
    @DisplayName("everybody may search each directory above it and root alone change it, whatever the mode of the file itself")
    void directories(String closed, String permissions, boolean open) throws IOException {
        mode(directory.resolve(closed), permissions);
        assertEquals(open, open(program));
    }

    @Test
    @DisplayName("a link is followed step by step: one of its targets may lie where not everybody can go")
    void links() throws IOException {
        var alternatives = Files.createDirectory(directory.resolve("alternatives"));
        var link = Files.createSymbolicLink(directory.resolve("link"), Path.of("alternatives/program"));
        Files.createSymbolicLink(alternatives.resolve("program"), program);
        mode(alternatives, "rwxr-xr-x");
        assertTrue(open(link));
        mode(alternatives, "rwx------");
        assertFalse(open(link));
        assertTrue(open(program));
        var shortCut = Files.createSymbolicLink(directory.resolve("directory"), alternatives);
        assertFalse(open(shortCut.resolve("program")), "the last directory is behind a link");
    }

    @Test
    @DisplayName("what somebody else than root owns is not walked: it may lead anywhere by the next moment")
    void others() throws IOException {
        Files.setAttribute(directory.resolve("outer"), "unix:uid", 1);
        assertFalse(open(program));
    }

    @Test
    @DisplayName("links are counted over the whole way, however it branches")
    void manyLinks() throws IOException {
        Files.createSymbolicLink(directory.resolve("outer/again"), Path.of("."));
        var way = directory.resolve("outer");
        for (int i = 0; i < 40; i++) {
            way = way.resolve("again");
        }
        assertTrue(open(way.resolve("inner/program")));
        assertTrue(open(way.resolve("../outer/inner/program")));
        assertFalse(open(way.resolve("again/inner/program")));
    }

    @Test
    @DisplayName("below what is not there, there is nothing for anybody; a link to itself is no way")
    void nothing() throws IOException {
        assertTrue(open(directory.resolve("none/at/all")));
        assertFalse(open(program.resolve("below a file")));
        var loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        assertFalse(open(loop));
    }
}
