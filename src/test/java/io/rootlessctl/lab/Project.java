package io.rootlessctl.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The product as its users start it: the launcher of this source tree, with what packaging/build has built. */
public final class Project {
    public static final Path ROOT = Path.of("").toAbsolutePath();
    public static final Path LAUNCHER = ROOT.resolve("packaging/rootlessctl");

    /** What a login has; the environment of the test run reaches no command. */
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Project() {}

    /** Runs rootlessctl as root, in the project's directory. */
    public static Outcome asRoot(String... arguments) {
        var command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        var environment = Map.of("HOME", "/root", "USER", "root", "LOGNAME", "root", "PATH", PATH, "LANG", "C.UTF-8");
        return Commands.run(command, environment, ROOT, "");
    }
}
