package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Listener;
import io.rootlessctl.manifest.Settings.Privileged;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what a running daemon has logged once is so still, as far as a look at the host tells: the line stays in the log
 * when the cause is mended.
 */
public record StillSo(Declaration.User user, HostView host) {
    private static final String UNPRIVILEGED = "net.ipv4.ip_unprivileged_port_start";
    private static final Set<String> ALL = Set.of("cpu", "cpuset", "io", "memory", "pids");
    /** Less is used up by the next layer. */
    private static final long LITTLE = 64L << 20;

    /** Empty where nothing shows it. */
    public Optional<Boolean> tells(Causes.Match match) {
        return switch (match.cause().code()) {
            case "privileged-port" -> number(match.named(), "port").flatMap(this::privileged);
            case "port-taken" -> number(match.named(), "port").flatMap(this::taken);
            case "disk-full" -> host.daemonView().room(full(match), user.account()).found().map(free -> free < LITTLE);
            case "controller-not-delegated" -> withoutController();
            default -> Optional.empty();
        };
    }

    /** What could not be written, where the line has it and it is not among the data; else where the data is. */
    private Path full(Causes.Match match) {
        return Optional.ofNullable(match.named().get("full")).filter(text -> text.indexOf('\0') < 0).map(Path::of)
                .filter(path -> !path.startsWith(user.dataRoot())).orElse(user.dataRoot());
    }

    private static Optional<Integer> number(Map<String, String> named, String name) {
        return Optional.ofNullable(named.get(name)).filter(text -> text.matches("\\d{1,5}")).map(Integer::valueOf);
    }

    private Optional<Boolean> privileged(int port) {
        boolean capable = user.settings().ports().privileged().filter(Privileged.CAPABILITY::equals).isPresent();
        return capable ? Optional.empty() : host.sysctl(UNPRIVILEGED).found().filter(text -> text.matches("\\d{1,5}"))
                .map(start -> port < Integer.parseInt(start));
    }

    /** The user's own RootlessKit has it for the container that asked. */
    private Optional<Boolean> taken(int port) {
        return host.listeners(port).found().map(all -> all.stream().anyMatch(listener -> !ofDocker(listener)));
    }

    private boolean ofDocker(Listener listener) {
        return listener.uid() == user.account().uid() && listener.process().map(Listener.Process::name)
                .filter(name -> name.contains("rootless") || name.equals("exe") || name.equals("slirp4netns")
                        || name.startsWith("pasta")).isPresent();
    }

    private Optional<Boolean> withoutController() {
        long uid = user.account().uid();
        var file = Path.of("/sys/fs/cgroup/user.slice/user-" + uid + ".slice", "user@" + uid + ".service", "cgroup.controllers");
        return host.text(file, host.caller()).found().map(FileText::content)
                .map(text -> !List.of(text.strip().split("\\s+")).containsAll(ALL));
    }
}
