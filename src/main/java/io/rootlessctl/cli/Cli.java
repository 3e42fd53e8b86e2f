package io.rootlessctl.cli;

import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.render.Shown;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** Runs one command line against one {@link Invocation}; an exception becomes a message and an exit status. */
final class Cli {
    private final Invocation invocation;
    private final boolean debug;

    /** @param debug whether an exception is shown whole */
    Cli(Invocation invocation, boolean debug) {
        this.invocation = invocation;
        this.debug = debug;
    }

    int run(String... arguments) {
        return PlainLine.command(invocation, arguments).map(this::call).orElseGet(() -> parsed(arguments));
    }

    private int call(Callable<Integer> command) {
        try {
            return command.call();
        } catch (Exception e) {
            return failed(e).code();
        }
    }

    private int parsed(String... arguments) {
        var line = new CommandLine(new RootCommand(), new Factory(invocation));
        Commands.addTo(line, arguments);
        line.setOut(new PrintWriter(invocation.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(invocation.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(invocation.colour() ? Ansi.ON : Ansi.OFF));
        line.setParameterExceptionHandler((e, _) -> usage(e));
        line.setExecutionExceptionHandler((e, _, _) -> failed(e).code());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // @FILE is an argument like any other.
        line.setExpandAtFiles(false);
        line.setExecutionStrategy(Cli::execute);
        // What follows the command that is to be run is that command's.
        Optional.ofNullable(line.getSubcommands().get("exec")).ifPresent(exec -> exec.setStopAtPositional(true));
        ApiCommand.ALL.stream().map(command -> line.getSubcommands().get(command.name()))
                .filter(Objects::nonNull).forEach(Cli::wordsAsTheyAre);
        return line.execute(arguments);
    }

    private static int execute(CommandLine.ParseResult parsed) {
        var command = parsed.hasSubcommand() ? parsed.subcommand().commandSpec().name() : "";
        if (parsed.hasMatchedOption("--socket") && ApiCommand.of(command).isEmpty()) {
            throw new ParameterException(parsed.commandSpec().commandLine(), "--socket: belongs to list-ports, add-ports, "
                    + "remove-ports and info, before their name");
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** Such a command reads its words itself. */
    private static void wordsAsTheyAre(CommandLine command) {
        command.setStopAtPositional(true);
        command.setUnmatchedOptionsArePositionalParams(true);
        command.setEndOfOptionsDelimiter("\0");
    }

    private int usage(ParameterException problem) {
        var command = problem.getCommandLine();
        say(Trouble.message(problem));
        say("try `" + command.getCommandSpec().qualifiedName() + " --help`");
        return ExitStatus.USAGE.code();
    }

    private ExitStatus failed(Exception e) {
        if (debug) {
            e.printStackTrace(invocation.err());
        }
        return switch (e) {
            case InvalidManifestException invalid -> {
                invalid.problems().forEach(problem -> invocation.err().println(Shown.line(problem.toString())));
                yield ExitStatus.INVALID_MANIFEST;
            }
            case UnusableManifestException unusable -> said(unusable.getMessage(), ExitStatus.INVALID_MANIFEST);
            case UsageException usage -> said(usage.getMessage(), ExitStatus.USAGE);
            case IOException io -> said(Trouble.message(io), ExitStatus.FAILED);
            default -> said("this is a defect of rootlessctl, please report it: " + e
                    + (debug ? "" : "; run again with --debug to see where"), ExitStatus.FAILED);
        };
    }

    private ExitStatus said(String message, ExitStatus status) {
        say(message);
        return status;
    }

    private void say(String message) {
        message.lines().map(Shown::line).forEach(line -> invocation.err().println("rootlessctl: " + line));
    }
}
