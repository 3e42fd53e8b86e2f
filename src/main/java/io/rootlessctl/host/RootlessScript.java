package io.rootlessctl.host;

import io.rootlessctl.model.Observation;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Docker's script that starts a rootless daemon: dockerd-rootless.sh, but Alpine installs it as dockerd-rootless. */
public final class RootlessScript {
    public static final String NAME = "dockerd-rootless.sh";

    private static final List<String> NAMES = List.of(NAME, "dockerd-rootless");

    /** The names of RootlessKit; of those that are there the script starts the first. */
    public static final List<String> ROOTLESSKIT = List.of("docker-rootlesskit", "rootlesskit");

    private RootlessScript() {}

    /** @param search for a program by its name */
    public static Optional<Program> rootlessKit(Function<String, Observation<Program>> search) {
        return ROOTLESSKIT.stream().flatMap(name -> search.apply(name).found().stream()).findFirst();
    }

    /** The names of the files that do for the program, the best first. */
    public static List<String> called(String program) {
        return program.equals(NAME) ? NAMES : List.of(program);
    }

    /**
     * Whether it is this argument that RootlessKit runs, with or without a directory. Since Docker 25 one of RootlessKit's
     * own options ends like it: {@code --state-dir=/run/user/1000/dockerd-rootless}.
     */
    public static boolean is(String argument) {
        return !argument.startsWith("-") && NAMES.contains(argument.substring(argument.lastIndexOf('/') + 1));
    }
}
