package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What any Linux host answers")
class LinuxHostTest {
    private static final Account OTHER =
            new Account("rctl-none", 3999999999L, 3999999999L, Path.of("/nonexistent/home"), Path.of("/bin/sh"));
    private final LinuxHost host = new LinuxHost(Map.of());

    @Test
    void callerIsWhoThisProcessRunsAs() throws IOException {
        assertEquals(ProcessTable.uid(ProcessHandle.current().pid()), Optional.of(host.caller().uid()));
        assertEquals(Observation.present(host.caller()), host.account(host.caller().name()));
        assertEquals(Observation.present(host.caller()), Accounts.byUid(host.caller().uid()));
    }

    @Test
    @DisplayName("root is found in /etc/passwd; who is in no name service is absent, and that is no error")
    void accounts() {
        assertEquals(0, host.account("root").found().orElseThrow().uid());
        assertEquals(Observation.absent(), host.account("rootlessctl-no-such-user"));
        assertEquals(Observation.absent(), Accounts.byUid(3999999999L));
    }

    @Test
    @DisplayName("I6: the caller's environment counts for the caller only, and of it only absolute paths")
    void directories() {
        var environment = Map.of(
                "HOME", "/elsewhere", "XDG_CONFIG_HOME", "/c", "XDG_DATA_HOME", "relative", "XDG_RUNTIME_DIR", "/r");
        var own = new LinuxHost(environment).directories(host.caller());
        assertEquals(Path.of("/c"), own.config());
        assertEquals(Path.of("/elsewhere/.local/share"), own.data());
        assertEquals(Path.of("/r"), own.runtime());
        var other = new LinuxHost(environment).directories(OTHER);
        assertEquals(Path.of("/nonexistent/home/.config"), other.config());
        assertEquals(Path.of("/nonexistent/home/.docker/run"), other.runtime());
    }

    @Test
    @DisplayName("I4 P4: a HOME or XDG directory that su or setpriv left of somebody else is not taken for the caller's")
    void leftOver() {
        var ordinary = Directories.of(OTHER, Map.of(
                "HOME", "/root", "XDG_RUNTIME_DIR", "/run", "XDG_CONFIG_HOME", "/usr", "XDG_STATE_HOME", "/not/there"));
        assertEquals(OTHER.home(), ordinary.home());
        assertEquals(OTHER.home().resolve(".docker/run"), ordinary.runtime());
        assertEquals(OTHER.home().resolve(".config"), ordinary.config());
        assertEquals(Path.of("/not/there"), ordinary.state());
    }

    @Test
    @DisplayName("I4 P4: with sudo -E root looks at nothing that the variables of the one who typed it name")
    void keptBySudo() {
        var root = new Account("root", 0, 0, Path.of("/root"), Path.of("/bin/sh"));
        var kept = Map.of("HOME", "/not/there", "XDG_CONFIG_HOME", "/not/there/c", "XDG_RUNTIME_DIR", "/not/there/r",
                "SUDO_UID", "1000");
        assertEquals(Directories.of(root, Map.of()), Directories.of(root, kept));
        assertEquals(Path.of("/not/there/c"), Directories.of(root, Map.of("XDG_CONFIG_HOME", "/not/there/c")).config());
    }

    @Test
    @DisplayName("P4: after su, the runtime directory and the bus in the environment are those of whoever typed it: not taken")
    void anothersRuntimeDirectory() throws IOException {
        var environment = Map.of("XDG_RUNTIME_DIR", "/proc/1", "DBUS_SESSION_BUS_ADDRESS", "unix:path=/proc/1/bus");
        var caller = new Account("dave", 4242, 4242, Path.of("/nonexistent/dave"), Path.of("/bin/sh"));
        var directories = Directories.of(caller, environment);
        assertEquals(Path.of("/nonexistent/dave/.docker/run"), directories.runtime());
        var bus = List.of("printenv", "DBUS_SESSION_BUS_ADDRESS");
        var limit = Duration.ofSeconds(20);
        assertEquals("unix:path=/nonexistent/dave/.docker/run/bus\n",
                new UserCommands(caller, environment).run(caller, directories, limit, bus).out());
        assertEquals("unix:path=/tmp/own\n", new UserCommands(caller, Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=/tmp/own"))
                .run(caller, directories, limit, bus).out());
    }

    @Test
    void system() {
        assertFalse(host.kernel().release().isEmpty());
        assertFalse(host.osRelease().found().orElseThrow().id().isEmpty());
        assertEquals(Observation.absent(), host.sysctl("kernel.no_such_key"));
        assertInstanceOf(Observation.Malformed.class, host.sysctl("../../etc/passwd"));
        assertEquals(Observation.present("proc"), host.fileSystem(Path.of("/proc/self/none"), host.caller()));
        assertEquals(Observation.absent(), host.program("rootlessctl-no-such-program", host.caller()));
    }

    @Test
    @DisplayName("P9: Alpine's package has Docker's script under another name")
    void scriptOfAlpine(@TempDir Path directory) throws IOException {
        var script = Files.createFile(directory.resolve("dockerd-rootless"));
        assertTrue(script.toFile().setExecutable(true));
        var own = new LinuxHost(Map.of("PATH", directory.toString()));
        assertEquals(script, own.program("dockerd-rootless.sh", own.caller()).found().orElseThrow().path());
        assertEquals(Observation.absent(), own.program("containerd-rootless.sh", own.caller()));
    }
}
