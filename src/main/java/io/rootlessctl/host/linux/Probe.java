package io.rootlessctl.host.linux;

import io.rootlessctl.host.Reach;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Destination;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reaches for a place from within a daemon's network, as the user and with the user's own rights: nsenter goes where
 * {@code docker} itself is, and {@link Dial} looks and connects there. Source: Docker's rootless page, "Entering into
 * dockerd namespaces".
 */
final class Probe {
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final UserCommands commands;
    private final Account user;
    private final UserDirectories directories;

    Probe(UserCommands commands, Account user, UserDirectories directories) {
        this.commands = commands;
        this.user = user;
        this.directories = directories;
    }

    /** What fails is asked of the host, too: where that does not get there either, the daemon is not to blame. */
    Observation<Reach> of(RunningDaemon daemon, Destination place) {
        try {
            var inside = from(daemon, place);
            return Observation.present(!inside.lost() || dial(List.of(), place) == Reach.REACHED ? inside : Reach.NOT_FROM_HOST);
        } catch (IOException problem) {
            return new Observation.Unreadable<>("daemon.probe", problem.getMessage());
        }
    }

    private Reach from(RunningDaemon daemon, Destination place) throws IOException {
        var dockerd = daemon.dockerd().orElse(daemon.rootlessKit()).pid();
        var detached = daemon.flag("detach-netns").filter("true"::equals).flatMap(_ -> daemon.stateDir());
        if (detached.isEmpty()) {
            return dial(entering(dockerd, true), place);
        }
        // dockerd asks the host's resolver then; its containers' packets go by the network that is kept in a file.
        var found = run(List.of(), List.of(place.host()));
        if (!found.startsWith(Reach.REACHED.name())) {
            return reach(found);
        }
        var argv = new ArrayList<>(entering(dockerd, false));
        argv.addAll(List.of("nsenter", "--net=" + detached.get().resolve("netns")));
        return dial(argv, new Destination(found.substring(found.indexOf(' ') + 1), place.port()));
    }

    private static List<String> entering(long process, boolean network) {
        var argv = new ArrayList<>(List.of("nsenter", "--target=" + process, "--user", "--preserve-credentials", "--mount"));
        if (network) {
            argv.add("--net");
        }
        return argv;
    }

    private Reach dial(List<String> entering, Destination place) throws IOException {
        return reach(run(entering, List.of(place.host(), Integer.toString(place.port()))));
    }

    /** What {@link Dial} prints; one that does not come to an end waits for a resolver. */
    private String run(List<String> entering, List<String> arguments) throws IOException {
        var argv = new ArrayList<>(entering);
        argv.addAll(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData", "-cp", classPath(),
                Dial.class.getName()));
        argv.addAll(arguments);
        try {
            var result = commands.run(user, directories, LIMIT, argv);
            if (!result.succeeded()) {
                throw new IOException(argv.getFirst() + ": " + result.complaint());
            }
            return result.out().strip();
        } catch (Command.Overdue _) {
            return Reach.NOT_LOOKED_UP.name();
        }
    }

    /** A command runs in /, wherever this process does. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(":"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString()).collect(Collectors.joining(":"));
    }

    private static Reach reach(String printed) throws IOException {
        return Arrays.stream(Reach.values()).filter(known -> known.name().equals(printed)).findFirst()
                .orElseThrow(() -> new IOException("nsenter into the daemon's namespaces: found \"" + printed + "\""));
    }
}
