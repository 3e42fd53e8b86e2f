package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose credentials every system call has that names a path below a user's home, as the kernel sees it. */
class CredentialsIT {
    private static final Pattern LINE = Pattern.compile("(\\d+) +(<\\.\\.\\. )?(\\w+)(.*)");
    private static final Pattern CHILD = Pattern.compile(".*= (\\d+)");

    @TempDir
    private Path directory;

    @Test
    @DisplayName("I4: no thread of root's names a path below a user's home, in no command")
    void belowTheHome() throws IOException {
        try (var user = RootlessUser.createWithout(RootlessUser.Lack.RUNTIME_DIRECTORY)) {
            var manifest = Files.writeString(directory.resolve("rootless.toml"), """
                    schema = 1
                    [daemon]
                    state = "stopped"
                    start = "manual"
                    [daemon.settings]
                    log-driver = "local"
                    [network]
                    mtu = 1400
                    [limits]
                    nofile = 65536
                    [client]
                    context = "rootless"
                    shell = ["bash", "fish"]
                    [host]
                    packages = "ignore"
                    [[users]]
                    name = "%s"
                    """.formatted(user.name())).toString();
            for (var command : List.of("apply -f " + manifest, "plan -f " + manifest, "status -f " + manifest,
                    "doctor -f " + manifest, "history", "import", "rollback --dry-run", "uninstall --yes")) {
                var log = directory.resolve("strace.log");
                var argv = new ArrayList<>(List.of("strace", "-f", "-qq", "-s", "300", "-o", log.toString(), "-e",
                        "trace=%file,?clone,?clone3,?fork,?vfork,setresuid", Project.LAUNCHER.toString()));
                argv.addAll(List.of(command.split(" ")));
                var outcome = Commands.run(argv.toArray(String[]::new));
                assertTrue(List.of(0, 2, 3).contains(outcome.exit()), outcome::toString);
                var trace = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
                assertTrue(trace.stream().anyMatch(line -> line.contains("\"" + user.home() + "/")), command + ": looks at no home");
                assertEquals(List.of(), ofRoot(trace, user), command);
            }
            Files.deleteIfExists(Path.of("/var/lib/rootlessctl"));
        }
    }

    /** The lines of threads that had not become the user, or were started by one that had. */
    private static List<String> ofRoot(List<String> trace, RootlessUser user) {
        var theirs = new HashSet<String>();
        var before = 0;
        do {
            before = theirs.size();
            trace.forEach(line -> children(line, theirs));
            trace.stream().filter(line -> became(line, user)).forEach(line -> theirs.add(line.substring(0, line.indexOf(' ')) + "*"));
        } while (theirs.size() > before);
        var now = new HashSet<String>();
        var violations = new ArrayList<String>();
        for (var line : trace) {
            var pid = line.substring(0, line.indexOf(' '));
            if (became(line, user)) {
                now.add(pid);
            } else if (!now.contains(pid) && !theirs.contains(pid) && names(line, user)) {
                violations.add(line);
            }
        }
        return violations;
    }

    /** A process that one of theirs has started is theirs from its first line on. */
    private static void children(String line, Set<String> theirs) {
        var parts = LINE.matcher(line);
        if (parts.matches() && parts.group(3).matches("clone3?|v?fork")
                && (theirs.contains(parts.group(1)) || theirs.contains(parts.group(1) + "*"))) {
            var child = CHILD.matcher(parts.group(4));
            if (child.matches()) {
                theirs.add(child.group(1));
            }
        }
    }

    private static boolean became(String line, RootlessUser user) {
        return line.matches("\\d+ +setresuid\\((-1|" + user.uid() + "), " + user.uid() + ", .*\\) += 0");
    }

    /** As its path, and not as an argument that a program is given. */
    private static boolean names(String line, RootlessUser user) {
        return line.contains("\"" + user.home() + "/") && !line.matches("\\d+ +execve\\(\"(?!" + user.home() + "/).*");
    }
}
