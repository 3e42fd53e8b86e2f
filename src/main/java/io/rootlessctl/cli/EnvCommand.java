package io.rootlessctl.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.Shell;
import io.rootlessctl.resource.ClientEnvironment;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "env", description = "Print what makes a docker client talk to the daemon: eval \"$(rootlessctl env)\"",
        sortOptions = false)
final class EnvCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private Options options;

    @Option(names = "--shell", paramLabel = "SHELL", description = "bash, zsh or fish; without it, by $SHELL.")
    private String shell;

    EnvCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var users = Session.openOrDefaults(invocation, options).declaration().users();
        if (users.size() != 1) {
            throw new UsageException("env: about " + users.size() + " users; name one with --user", null);
        }
        var environment = ClientEnvironment.of(users.getFirst(), invocation.host().get());
        invocation.out().println(options.json() ? json(environment) : environment.exports(shell()));
        return ExitStatus.OK.code();
    }

    private Shell shell() {
        var name = shell != null ? shell : fileName(invocation.environment().getOrDefault("SHELL", "bash"));
        for (var known : Shell.values()) {
            if (Settings.spelled(known).equals(name.toLowerCase(Locale.ROOT))) {
                return known;
            }
        }
        if (shell != null) {
            throw new UsageException("--shell " + shell + ": expected bash, zsh or fish", null);
        }
        return Shell.BASH;
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String json(ClientEnvironment environment) {
        var node = JsonNodeFactory.instance.objectNode().put("DOCKER_HOST", environment.dockerHost());
        environment.programs().ifPresent(path -> node.put("PATH", path.toString()));
        return node.toString();
    }
}
