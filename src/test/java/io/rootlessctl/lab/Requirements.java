package io.rootlessctl.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a test on a real host cannot do without. Without it the test fails: not run, it would prove nothing. */
final class Requirements {
    private static final List<String> COMMANDS = List.of(
            "dockerd", "docker", "rootlesskit", "slirp4netns", "newuidmap", "newgidmap", "iptables", "ip", "busybox",
            "useradd", "userdel", "setpriv", "tar");

    private Requirements() {}

    static void check() {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new AssertionError("integration tests create users and need root; run sudo packaging/test");
        }
        var missing = COMMANDS.stream().filter(Requirements::absent).toList();
        if (!missing.isEmpty()) {
            throw new AssertionError("missing: " + String.join(", ", missing) + "; packaging/test installs them");
        }
    }

    private static boolean absent(String command) {
        return Stream.of(Project.PATH.split(":")).noneMatch(in -> Files.isExecutable(Path.of(in, command)));
    }
}
