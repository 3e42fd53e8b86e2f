package io.rootlessctl.host.linux;

import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs commands as a user: directly where that is the caller; where the caller is root, so that neither can harm the
 * other. Nothing of root's environment reaches the user's process. Nothing of the user's environment (LD_PRELOAD) is
 * there while a program still runs as root, and root's terminal is given up before the user's program starts: it could
 * type into it (TIOCSTI).
 */
public final class UserCommands {
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Account caller;
    private final Map<String, String> environment;
    private final SlowUsers slow = new SlowUsers(System::nanoTime);

    /** @param environment the caller's own */
    public UserCommands(Account caller, Map<String, String> environment) {
        this.caller = caller;
        this.environment = Map.copyOf(environment);
    }

    /**
     * What to start.
     *
     * @param argv with all that makes it run as the user
     * @param environment the first program's, whole
     */
    public record Start(List<String> argv, Map<String, String> environment) {
        public Start {
            argv = List.copyOf(argv);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * Out of reach of a terminal's Ctrl-C, as all commands here are: whoever presses it again while what was done is being
     * taken back would end what takes it back.
     *
     * @throws IOException when it cannot be started, or did not end in time
     */
    public Command.Result run(Account user, UserDirectories directories, Duration timeout, List<String> argv)
            throws IOException {
        var start = start(user, directories, argv);
        return OwnSession.run(new Command(isCaller(user) ? alone(start.argv()) : start.argv(), start.environment(), timeout));
    }

    /** What runs {@code argv} as the user, with an environment of the user's. */
    public Start start(Account user, UserDirectories directories, List<String> argv) throws IOException {
        return as(user, environment(user, directories), found(argv));
    }

    /** A command of the caller's own, about the host. */
    public Command.Result run(Map<String, String> additions, Duration timeout, List<String> argv) throws IOException {
        var clean = new HashMap<>(Map.of(
                "PATH", path() + ":" + PATH, "LC_ALL", "C", "HOME", caller.home().toString()));
        clean.putAll(additions);
        return OwnSession.run(new Command(alone(found(argv)), clean, timeout));
    }

    /**
     * What runs {@code argv} as the user with {@code environment} as its whole environment; for another user in a
     * session of its own, whose leader it is. There env sets the environment, as the first program that runs as the
     * user. Others may read the arguments of env for the moment until it becomes the program: this is for settings,
     * and not for secrets.
     */
    Start as(Account user, Map<String, String> environment, List<String> argv) throws IOException {
        if (isCaller(user)) {
            return new Start(argv, environment);
        }
        if (argv.getFirst().contains("=")) {
            throw new IOException(argv.getFirst() + ": found = in a program's path, which env takes for a variable");
        }
        var whole = new ArrayList<>(List.of(
                program("setsid"), program("setpriv"), "--reuid=" + user.uid(), "--regid=" + user.gid(),
                "--init-groups", "--", program("env"), "-i", "--"));
        new TreeMap<>(environment).forEach((name, value) -> whole.add(name + "=" + value));
        whole.addAll(argv);
        return new Start(whole, Map.of("PATH", PATH, "LC_ALL", "C"));
    }

    /**
     * What runs a program in the foreground. For another user on a terminal runuser makes a terminal of the program's own,
     * for the same reason for which {@link #as} gives root's up.
     */
    Start foreground(Foreground program) throws IOException {
        var argv = found(program.argv());
        if (isCaller(program.user())) {
            var own = new HashMap<>(environment);
            own.putAll(program.additions());
            return new Start(argv, own);
        }
        var variables = new HashMap<>(environment(program.user(), program.directories()));
        variables.remove("LC_ALL");
        Stream.of("TERM", "LANG").filter(environment::containsKey)
                .forEach(name -> variables.put(name, environment.get(name)));
        variables.putAll(program.additions());
        if (!ownTerminal(program)) {
            return as(program.user(), variables, argv);
        }
        var whole = new ArrayList<>(List.of(
                program("runuser"), "--pty", "--user=" + program.user().name(), "--", program("env"), "-i", "--"));
        variables.forEach((name, value) -> whole.add(name + "=" + value));
        whole.addAll(argv);
        return new Start(whole, Map.of("PATH", PATH, "TERM", variables.getOrDefault("TERM", "dumb")));
    }

    /** Whether {@link #foreground} makes another user's program a terminal, which is then all three of its streams. */
    boolean ownTerminal(Foreground program) {
        return !isCaller(program.user()) && program.terminal() && program("runuser").startsWith("/");
    }

    /** The same in a session of its own for the caller, too: what is to live on when this process has ended. */
    public Start apart(Account user, Map<String, String> environment, List<String> argv) throws IOException {
        var start = as(user, environment, argv);
        if (!isCaller(user)) {
            return start;
        }
        return new Start(alone(start.argv()), start.environment());
    }

    /** In a session of its own. setsid does not fork: what this process starts never leads a process group. */
    private List<String> alone(List<String> argv) {
        var whole = new ArrayList<>(List.of(program("setsid")));
        whole.addAll(argv);
        return whole;
    }

    /**
     * Where a program of the system is, also one that the caller's PATH leaves out; else the name itself. Busybox's only
     * where there is no other: its setpriv cannot do what is needed here.
     */
    public String program(String name) {
        return Stream.of((path() + ":" + PATH).split(":"))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, name)).filter(Files::isExecutable)
                .sorted(Order.last(Programs::ofBusybox)).map(Path::toString).findFirst().orElse(name);
    }

    private List<String> found(List<String> argv) {
        var whole = new ArrayList<>(argv);
        whole.set(0, argv.getFirst().contains("/") ? argv.getFirst() : program(argv.getFirst()));
        return whole;
    }

    /** For looks. */
    SlowUsers slow() {
        return slow;
    }

    boolean isCaller(Account user) {
        return user.uid() == caller.uid();
    }

    /** PATH as this user has it, as far as that can be known. */
    String path(Account user) {
        return isCaller(user) ? path() : PATH;
    }

    private String path() {
        return environment.getOrDefault("PATH", PATH);
    }

    /** An ordinary user's PATH may leave out the system's sbin, and with it what dockerd looks for itself. */
    private Map<String, String> environment(Account user, UserDirectories directories) {
        var runtime = directories.runtime().toString();
        var bus = "unix:path=" + runtime + "/bus";
        // Together with another user's runtime directory, which was refused, comes that user's bus.
        boolean own = isCaller(user) && environment.getOrDefault("XDG_RUNTIME_DIR", runtime).equals(runtime);
        return Map.of(
                "HOME", user.home().toString(), "USER", user.name(), "LOGNAME", user.name(),
                "SHELL", user.shell().toString(), "PATH", isCaller(user) ? path() + ":" + PATH : PATH,
                "LC_ALL", "C", "XDG_RUNTIME_DIR", runtime,
                "DBUS_SESSION_BUS_ADDRESS",
                own ? environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", bus) : bus);
    }
}
