package io.rootlessctl.host;

import io.rootlessctl.model.ProcessId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The way into the namespaces of a running daemon, with util-linux's nsenter.
 *
 * <p>With a detached network namespace (RootlessKit 2.0 and newer) dockerd itself is in the host's. The one of the
 * containers is then a file in RootlessKit's state directory, mounted where only the daemon's own mounts are seen: a
 * second nsenter, started inside, enters it.
 *
 * @param dockerd whose namespaces they are
 * @param kinds as /proc/PID/ns names them, {@code mnt net user}
 * @param detached the file of the detached network namespace, as it is called inside
 */
public record NamespaceEntry(ProcessId dockerd, SortedSet<String> kinds, Optional<Path> detached) {
    /** What a rootless daemon has for itself where the kernel does not tell. */
    private static final List<String> USUAL = List.of("mnt", "net", "user");

    public NamespaceEntry {
        kinds = Collections.unmodifiableSortedSet(new TreeSet<>(kinds));
    }

    /** Empty while RootlessKit has no dockerd in it. */
    public static Optional<NamespaceEntry> of(RunningDaemon running) {
        return running.dockerd().map(dockerd -> {
            var kinds = new TreeSet<>(running.ownNamespaces().isEmpty() ? USUAL : running.ownNamespaces());
            boolean detaches = running.flag("detach-netns").filter("true"::equals).isPresent();
            if (detaches) {
                kinds.remove("net");
            }
            return new NamespaceEntry(dockerd, kinds,
                    running.stateDir().filter(_ -> detaches).map(directory -> directory.resolve("netns")));
        });
    }

    /**
     * The whole command, to be started by the user whose daemon it is: who owns a user namespace has all rights in it.
     *
     * @param nsenter where the program is
     */
    public List<String> argv(String nsenter, List<String> command) {
        // The credentials stay: the user is root inside anyway.
        var argv = new ArrayList<>(List.of(nsenter, "--target=" + dockerd.pid(), "--preserve-credentials"));
        kinds.stream().flatMap(kind -> option(kind).stream()).forEach(argv::add);
        argv.add("--");
        detached.ifPresent(file -> argv.addAll(List.of(nsenter, "--net=" + file, "--")));
        argv.addAll(command);
        return List.copyOf(argv);
    }

    private static Optional<String> option(String kind) {
        return Optional.ofNullable(switch (kind) {
            case "cgroup", "ipc", "net", "pid", "user", "uts" -> "--" + kind;
            case "mnt" -> "--mount";
            // A kind of a newer kernel, which nsenter may not know either.
            default -> null;
        });
    }
}
