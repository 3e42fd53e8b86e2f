package io.rootlessctl.host.linux;

import io.rootlessctl.host.NamespaceEntry;
import io.rootlessctl.host.Program;
import io.rootlessctl.host.Reach;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Destination;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reaches for a place from within a daemon's network, as the user and with the user's own rights, by {@link Dial}. */
record Probe(LinuxHost host, Account user) {
    private static final Duration LIMIT = Duration.ofSeconds(8);

    /** What fails is asked of the host, too: where that does not get there either, the daemon is not to blame. */
    Observation<Reach> of(RunningDaemon daemon, Destination place) {
        try {
            var inside = from(daemon, place);
            return Observation.present(!inside.lost() || dial(Optional.empty(), place) == Reach.REACHED
                    ? inside : Reach.NOT_FROM_HOST);
        } catch (IOException problem) {
            return new Observation.Unreadable<>("daemon.probe", problem.getMessage());
        }
    }

    private Reach from(RunningDaemon daemon, Destination place) throws IOException {
        var entry = NamespaceEntry.of(daemon)
                .orElseThrow(() -> new IOException("RootlessKit runs without a dockerd"));
        if (entry.detached().isEmpty()) {
            return dial(Optional.of(entry), place);
        }
        // dockerd asks the host's resolver then; its containers' packets go by the network that is kept in a file.
        var found = run(Optional.empty(), List.of(place.host()));
        return found.startsWith(Reach.REACHED.name())
                ? dial(Optional.of(entry), new Destination(found.substring(found.indexOf(' ') + 1), place.port()))
                : reach(found);
    }

    private Reach dial(Optional<NamespaceEntry> entry, Destination place) throws IOException {
        return reach(run(entry, List.of(place.host(), Integer.toString(place.port()))));
    }

    /** What {@link Dial} prints; one that does not come to an end waits for a resolver. */
    private String run(Optional<NamespaceEntry> entry, List<String> arguments) throws IOException {
        var argv = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-Xshare:auto", "-XX:-UsePerfData",
                "-cp", classPath(), Dial.class.getName()));
        argv.addAll(arguments);
        try {
            var result = host.commands().run(user, host.directories(user), LIMIT,
                    entry.isEmpty() ? argv : entry.get().argv(nsenter(), argv));
            if (!result.succeeded()) {
                throw new IOException((entry.isEmpty() ? "java" : "nsenter") + ": " + result.complaint());
            }
            return result.out().strip();
        } catch (Command.Overdue _) {
            return Reach.NOT_LOOKED_UP.name();
        }
    }

    private String nsenter() throws IOException {
        return host.systemProgram("nsenter").found().map(Program::path)
                .orElseThrow(() -> new IOException("nsenter: not found; install util-linux")).toString();
    }

    /** A command runs in /, wherever this process does. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(":"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString()).collect(Collectors.joining(":"));
    }

    private static Reach reach(String printed) throws IOException {
        return Arrays.stream(Reach.values()).filter(known -> known.name().equals(printed)).findFirst()
                .orElseThrow(() -> new IOException("nsenter: found \"" + printed + "\""));
    }
}
