package io.rootlessctl.cli;

import io.rootlessctl.host.NamespaceEntry;
import io.rootlessctl.host.Program;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.linux.Foreground;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "exec", description = {
        "Run a command in the daemon's namespaces.",
        "There the user is root over the data directory, and the network is that of the",
        "containers."},
        sortOptions = false, customSynopsis = "rootlessctl exec [OPTIONS] [--] [COMMAND [ARGUMENT...]]",
        parameterListHeading = "%nWhat to run:%n", optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "  *:the command's own; 128 and the signal's number where one ended it",
            "  1:also where the daemon does not run",
            "126:the command is there and cannot be run",
            "127:there is no such command"},
        footerHeading = "%nExamples:%n", footer = {
            "  # who owns what in the volumes, as containers see it",
            "  rootlessctl exec -- ls -ln ~/.local/share/docker/volumes",
            "  # the network that containers reach the world through",
            "  rootlessctl exec -- ip address"})
final class ExecCommand implements Callable<Integer> {
    private static final String STATE_DIRECTORY = "ROOTLESSKIT_STATE_DIR";

    private final Invocation invocation;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "Without it, the user's shell.")
    private List<String> words = List.of();

    @Mixin
    private Options options;

    ExecCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var user = Session.openOrDefaults(invocation, options).onlyUser("exec");
        var host = invocation.host().get();
        var looked = host.daemon(user.account());
        var running = looked.found().orElseThrow(() -> new IOException(looked.obstacle().orElse(
                user.name() + ": no daemon runs, and so there are no namespaces of one; start it with `rootlessctl apply`")));
        var entry = NamespaceEntry.of(running).orElseThrow(() -> new IOException(
                user.name() + ": RootlessKit runs without a dockerd; see `rootlessctl status`"));
        var nsenter = host.systemProgram("nsenter").found().map(Program::path)
                .orElseThrow(() -> new IOException("nsenter: not found; install util-linux"));
        var program = new Foreground(user.account(), user.directories(), additions(running),
                entry.argv(nsenter.toString(), command(user)), invocation.inTerminal() && invocation.terminal());
        return invocation.self().inForeground(program, host.caller());
    }

    /** nsenter goes to the root directory. Nobody is to come out of a directory of root's. */
    private List<String> command(Declaration.User user) {
        var command = words.isEmpty() ? List.of(user.account().shell().toString()) : words;
        var host = invocation.host().get();
        var env = host.systemProgram("env").found().map(Program::path);
        if (host.caller().uid() != user.account().uid() || env.isEmpty() || command.getFirst().contains("=")) {
            return command;
        }
        var whole = new ArrayList<>(List.of(env.get().toString(), "--chdir=" + invocation.directory(), "--"));
        whole.addAll(command);
        return whole;
    }

    /** As RootlessKit has it for what it runs. */
    private static Map<String, String> additions(RunningDaemon running) {
        return running.stateDir().stream()
                .collect(Collectors.toMap(_ -> STATE_DIRECTORY, Object::toString));
    }
}
