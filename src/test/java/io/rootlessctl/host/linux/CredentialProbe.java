package io.rootlessctl.host.linux;

import io.rootlessctl.host.linux.write.LinuxHostWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Does everything that is done with a user's credentials, first thing in a program: {@code CredentialProbe HOME}.
 * {@link RootOnlyInstallationTest} runs it from a directory that the user cannot read.
 */
final class CredentialProbe {
    private CredentialProbe() {}

    public static void main(String[] arguments) throws IOException {
        var home = Path.of(arguments[0]);
        var host = new LinuxHost(Map.of());
        var writer = new LinuxHostWriter(host);
        var user = Rights.nobody(host);
        System.out.println(host.engine(home.resolve("none.sock"), user));
        System.out.println(host.text(home.resolve("none"), user));
        System.out.println(host.status(home, user));
        System.out.println(host.text(home, user));
        System.out.println(host.fileSystem(home.resolve("a/b"), user));
        System.out.println(host.daemonView().lastLines(user, Optional.of(home.resolve("none")), 3));
        System.out.println(host.program("newuidmap-not-there", user));
        try {
            writer.writeFile(home.resolve("none/f"), "x", 0600, user);
        } catch (IOException expected) {
            System.out.println(expected.getMessage());
        }
        writer.makeDirectory(home.resolve("d"), 0700, user);
        writer.writeFile(home.resolve("d/f"), "x", 0640, user);
        writer.setMode(home.resolve("d/f"), 0600, user);
        System.out.println(host.text(home.resolve("d/f"), user));
        writer.removeDirectory(home.resolve("d"), user);
        writer.removeFile(home.resolve("d/f"), user);
        writer.removeDirectory(home.resolve("d"), user);
        try {
            System.out.println("late class: " + host.credentials().as(user, () -> new Late().toString()));
        } catch (NoClassDefFoundError expected) {
            System.out.println("late class: not readable");
        }
        System.out.println("done");
    }

    /** Needed in the user's thread only: shows that what the test is about does happen. */
    private static final class Late {}
}
