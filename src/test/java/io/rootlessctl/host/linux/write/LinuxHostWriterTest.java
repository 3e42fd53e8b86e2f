package io.rootlessctl.host.linux.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.ProcessTable;
import io.rootlessctl.host.linux.Rights;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I4, I6: changes as the user they belong to (as the caller, when that is an ordinary user)")
class LinuxHostWriterTest {
    private final LinuxHost host = new LinuxHost(Map.of());
    private final LinuxHostWriter writer = new LinuxHostWriter(host);
    private Account user;
    private Path home;

    @BeforeEach
    void prepare() throws IOException {
        user = host.root() ? Rights.nobody(host) : host.caller();
        home = Rights.home(user);
    }

    @AfterEach
    void clean() throws IOException {
        Rights.remove(home);
    }

    @Test
    void writesAndReplaces() throws IOException {
        var file = home.resolve("f");
        writer.writeFile(file, "grün", 0640, user);
        var first = host.text(file, user).found().orElseThrow();
        assertEquals("grün", first.content());
        assertEquals(0640, first.status().mode());
        assertEquals(user.uid(), first.status().uid());
        assertEquals(user.gid(), first.status().gid());
        writer.writeFile(file, "", 0600, user);
        var second = host.text(file, user).found().orElseThrow();
        assertEquals("", second.content());
        assertEquals(0600, second.status().mode());
        assertEquals(List.of("f"), names());
    }

    @Test
    @DisplayName("a link, a directory or a FIFO in the way is refused and stays, and nothing is left beside it")
    void inTheWay() throws IOException {
        Files.createSymbolicLink(home.resolve("link"), Path.of("/etc/passwd"));
        Files.createDirectory(home.resolve("directory"));
        for (var name : List.of("link", "directory")) {
            var path = home.resolve(name);
            var problem = assertThrows(IOException.class, () -> writer.writeFile(path, "x", 0600, user));
            assertTrue(problem.getMessage().startsWith(path + ": found a " + name), problem::getMessage);
            assertThrows(IOException.class, () -> writer.removeFile(path, user));
        }
        assertThrows(IOException.class, () -> writer.setMode(home.resolve("link"), 0777, user));
        assertEquals(List.of("directory", "link"), names());
    }

    @Test
    @DisplayName("root cannot be led into a directory where the user may not write")
    void noMoreThanTheUser() throws IOException {
        Rights.needRoot(host);
        Files.createSymbolicLink(home.resolve("etc"), Path.of("/etc"));
        var path = home.resolve("etc/rootlessctl-test");
        var problem = assertThrows(IOException.class, () -> writer.writeFile(path, "x", 0600, user));
        assertEquals(path + ": permission denied", problem.getMessage());
        assertThrows(IOException.class, () -> writer.makeDirectory(path, 0700, user));
        assertFalse(Files.exists(path));
        var roots = Files.createDirectory(home.resolve("roots"));
        assertThrows(IOException.class, () -> writer.setMode(roots, 0777, user));
    }

    @Test
    void directories() throws IOException {
        var directory = home.resolve("d");
        writer.makeDirectory(directory, 0750, user);
        assertEquals(0750, host.status(directory, user).found().orElseThrow().mode());
        var again = assertThrows(IOException.class, () -> writer.makeDirectory(directory, 0750, user));
        assertEquals(directory + ": there is something already", again.getMessage());
        writer.writeFile(directory.resolve("f"), "x", 0600, user);
        writer.removeDirectory(directory, user);
        assertTrue(Files.exists(directory), "a directory in use stays");
        writer.removeFile(directory.resolve("f"), user);
        writer.removeFile(directory.resolve("f"), user);
        writer.removeDirectory(directory, user);
        writer.removeDirectory(directory, user);
        assertEquals(List.of(), names());
    }

    @Test
    void modes() throws IOException {
        var file = home.resolve("f");
        writer.writeFile(file, "x", 0600, user);
        for (int mode : new int[] {0421, 04755, 0777, 0755, 0600}) {
            writer.setMode(file, mode, user);
            assertEquals(mode, host.status(file, user).found().orElseThrow().mode());
        }
    }

    @Test
    @DisplayName("a sysctl that is not there is told by its name")
    void sysctl() {
        var problem = assertThrows(IOException.class, () -> writer.setSysctl("kernel.no_such_key", "1"));
        assertEquals("sysctl kernel.no_such_key: no such file or directory", problem.getMessage());
    }

    @Test
    @DisplayName("I6: a direct start has its own session, the given environment and its output in the log; a stop ends it")
    void startAndStop() throws IOException {
        var lines = start("id -u; pwd; env | sort");
        assertEquals(List.of(Long.toString(user.uid()), "/"), lines.subList(0, 2));
        assertTrue(lines.contains("PATH=/usr/bin:/bin"), lines::toString);
        assertTrue(lines.stream().noneMatch(line -> line.startsWith("HOME=")), lines::toString);
        assertEquals(0600, host.status(home.resolve("log"), user).found().orElseThrow().mode());
        var id = id(lines.getLast());
        assertEquals(Long.toString(id.pid()), stat(id.pid())[3], "leads its own session");
        var later = new ProcessId(id.pid(), id.startTicks() + 1);
        writer.stopDirect(later, Duration.ofSeconds(5), user);
        assertThrows(IOException.class, () -> writer.signalReload(later, user));
        assertTrue(alive(id), "a later process with the same number is let be");
        writer.stopDirect(id, Duration.ofSeconds(10), user);
        assertFalse(alive(id));
        writer.stopDirect(id, Duration.ofSeconds(1), user);
    }

    @Test
    @DisplayName("I6: what does not heed SIGTERM in time is told and left running")
    void stopIsBounded() throws IOException {
        var id = id(start("trap '' TERM").getLast());
        var problem = assertThrows(IOException.class, () -> writer.stopDirect(id, Duration.ofSeconds(1), user));
        assertTrue(problem.getMessage().startsWith("process " + id.pid() + ": sleep"), problem::getMessage);
        assertTrue(alive(id));
        ProcessHandle.of(id.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    @DisplayName("a log that is a link or a FIFO is refused, and nothing is started")
    void logInTheWay() throws IOException {
        Files.createSymbolicLink(home.resolve("log"), Path.of("/etc/passwd"));
        var problem = assertThrows(IOException.class, () -> start("true"));
        assertTrue(problem.getMessage().startsWith(home.resolve("daemon") + ": "), problem::getMessage);
        assertTrue(problem.getMessage().contains("log"), problem::getMessage);
    }

    /** Starts a stand-in for a daemon that runs {@code first}, tells its process number and stays: its lines till then. */
    private List<String> start(String first) throws IOException {
        var script = home.resolve("daemon");
        writer.writeFile(script, "#!/bin/sh\n" + first + "; echo PID $$\nexec sleep 300\n", 0755, user);
        var log = home.resolve("log");
        writer.startDirect(
                new DirectLaunch(List.of(script.toString()), new TreeMap<>(Map.of("PATH", "/usr/bin:/bin")), log), user);
        return Awaitility.await().atMost(Duration.ofSeconds(10)).until(
                () -> host.text(log, user).map(FileText::content).found().orElse("").lines().toList(),
                all -> !all.isEmpty() && all.getLast().startsWith("PID "));
    }

    private static ProcessId id(String line) throws IOException {
        long pid = Long.parseLong(line.substring("PID ".length()));
        return new ProcessId(pid, Long.parseLong(stat(pid)[19]));
    }

    private static boolean alive(ProcessId id) {
        // One that has ended and is not yet reaped by its parent is gone.
        return ProcessTable.alive(id).isPresent();
    }

    @Test
    @DisplayName("a process of another user is neither stopped nor told to reload")
    void foreignProcess() throws IOException {
        Rights.needRoot(host);
        var self = id("PID " + ProcessHandle.current().pid());
        var problem =
                assertThrows(IOException.class, () -> writer.stopDirect(self, Duration.ofSeconds(1), user));
        assertTrue(problem.getMessage().contains("belongs to user id 0"), problem::getMessage);
        assertThrows(IOException.class, () -> writer.signalReload(self, user));
    }

    @Test
    void awaitReadyIsBounded() {
        var socket = home.resolve("none.sock");
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            var problem = assertThrows(
                    IOException.class, () -> writer.awaitReady(socket, Duration.ofSeconds(1), user));
            assertTrue(problem.getMessage().startsWith(socket + ": no answer of the Engine API within 1 s"),
                    problem::getMessage);
        });
    }

    private static String[] stat(long pid) throws IOException {
        var text = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return text.substring(text.lastIndexOf(") ") + 2).split(" ");
    }

    private List<String> names() throws IOException {
        try (var all = Files.list(home)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
