package io.rootlessctl.host.linux;

import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs commands as a user: directly where that is the caller, through setpriv where the caller is root. Either way with
 * a clean environment, so that nothing of root's reaches a user's process.
 */
public final class UserCommands {
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Account caller;
    private final Map<String, String> environment;

    /** @param environment the caller's own */
    public UserCommands(Account caller, Map<String, String> environment) {
        this.caller = caller;
        this.environment = Map.copyOf(environment);
    }

    /** @throws IOException when it cannot be started, or did not end in time */
    public Command.Result run(Account user, UserDirectories directories, Duration timeout, List<String> argv)
            throws IOException {
        return new Command(as(user, found(argv)), environment(user, directories), timeout).run();
    }

    /** A command of the caller's own, about the host. */
    public Command.Result run(Map<String, String> additions, Duration timeout, List<String> argv) throws IOException {
        var clean = new HashMap<>(Map.of(
                "PATH", path() + ":" + PATH, "LC_ALL", "C", "HOME", caller.home().toString()));
        clean.putAll(additions);
        return new Command(found(argv), clean, timeout).run();
    }

    /** The argument list that makes {@code argv} run as the user. */
    public List<String> as(Account user, List<String> argv) {
        var whole = new ArrayList<String>();
        if (user.uid() != caller.uid()) {
            whole.addAll(List.of(
                    program("setpriv"), "--reuid=" + user.uid(), "--regid=" + user.gid(), "--init-groups", "--"));
        }
        whole.addAll(argv);
        return whole;
    }

    /** Where a program of the system is, also one that the caller's PATH leaves out; else the name itself. */
    public String program(String name) {
        return Stream.of((path() + ":" + PATH).split(":"))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, name)).filter(Files::isExecutable)
                .map(Path::toString).findFirst().orElse(name);
    }

    private List<String> found(List<String> argv) {
        var whole = new ArrayList<>(argv);
        whole.set(0, argv.getFirst().contains("/") ? argv.getFirst() : program(argv.getFirst()));
        return whole;
    }

    /** PATH as this user has it, as far as that can be known. */
    String path(Account user) {
        return user.uid() == caller.uid() ? path() : PATH;
    }

    private String path() {
        return environment.getOrDefault("PATH", PATH);
    }

    private Map<String, String> environment(Account user, UserDirectories directories) {
        var runtime = directories.runtime().toString();
        var bus = "unix:path=" + runtime + "/bus";
        boolean own = user.uid() == caller.uid();
        return Map.of(
                "HOME", user.home().toString(), "USER", user.name(), "LOGNAME", user.name(),
                "SHELL", user.shell().toString(), "PATH", path(user), "LC_ALL", "C", "XDG_RUNTIME_DIR", runtime,
                "DBUS_SESSION_BUS_ADDRESS",
                own ? environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", bus) : bus);
    }
}
