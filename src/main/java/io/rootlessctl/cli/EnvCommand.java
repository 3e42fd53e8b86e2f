package io.rootlessctl.cli;

import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.Shell;
import io.rootlessctl.render.EnvJson;
import io.rootlessctl.resource.ClientEnvironment;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "env", description = "Print what a docker client needs to find the daemon.",
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        footer = {"", "In sh, bash, zsh:  eval \"$(rootlessctl env)\"", "In fish:           rootlessctl env | source"})
final class EnvCommand implements Callable<Integer> {
    /** These read what bash reads. */
    private static final Set<String> POSIX = Set.of("sh", "dash", "ash", "ksh", "mksh", "posix");

    private final Invocation invocation;

    @Option(names = "--shell", paramLabel = "SHELL", description = "sh, bash, zsh or fish; without it, what $SHELL says.")
    private String shell;

    @Mixin
    private Options options;

    EnvCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var user = Session.openOrDefaults(invocation, options).onlyUser("env");
        var environment = ClientEnvironment.forCaller(user, invocation.host().get());
        invocation.out().print(options.json()
                ? EnvJson.render(user.name(), environment) : environment.exports(shell()) + "\n");
        return ExitStatus.OK.code();
    }

    private Shell shell() {
        var name = shell != null ? shell : fileName(invocation.environment().getOrDefault("SHELL", "bash"));
        if (POSIX.contains(name)) {
            return Shell.BASH;
        }
        for (var known : Shell.values()) {
            if (Settings.spelled(known).equals(name.toLowerCase(Locale.ROOT))) {
                return known;
            }
        }
        if (shell != null) {
            throw new UsageException("--shell " + shell + ": expected sh, bash, zsh or fish", null);
        }
        return Shell.BASH;
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
