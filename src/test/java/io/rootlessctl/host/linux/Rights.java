package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** What tests need that act as another user. */
public final class Rights {
    private Rights() {}

    /** Skips the test for an ordinary user, loudly, and fails where skipping is not allowed. */
    public static void needRoot(LinuxHost host) {
        if (!host.root() && "true".equals(System.getenv("CI"))) {
            assertEquals(0, host.caller().uid(), "this test has to run as root");
        }
        Assumptions.assumeTrue(host.root(), "NOT TESTED: acting as another user needs root");
    }

    public static Account nobody(LinuxHost host) {
        return host.account("nobody").found().orElseThrow();
    }

    /** A directory of that user's own, below one that the user can reach. */
    public static Path home(Account user) throws IOException {
        var home = Files.createTempDirectory(Path.of("/tmp"), "rootlessctl-test");
        Files.setAttribute(home, "unix:uid", (int) user.uid());
        Files.setAttribute(home, "unix:gid", (int) user.gid());
        return home;
    }

    public static Map<String, Object> owner(Path path) throws IOException {
        return Files.readAttributes(path, "unix:uid,gid");
    }

    /** What a test has left below a directory, with the directory. */
    public static void remove(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
