package io.rootlessctl.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Its subcommands are {@link Commands}. */
@Command(name = "rootlessctl", versionProvider = RootCommand.Version.class,
        description = "Makes a host run rootless Docker exactly as rootless.toml says, and keeps it so.",
        customSynopsis = "rootlessctl COMMAND [OPTIONS]", sortOptions = false,
        optionListHeading = "%nOptions:%n", commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            " 0:done, as declared, or nothing to do",
            " 1:failed",
            " 2:not as declared: drift, and plan --detailed-exitcode",
            " 3:what the caller may do is done, the rest needs somebody else",
            " 4:failed, and everything was put back",
            "64:wrong usage",
            "65:rootless.toml is invalid or cannot be read"},
        footerHeading = "%nExamples:%n", footer = {
            "  # write a rootless.toml, look at what would be done, do it",
            "  rootlessctl plan && rootlessctl apply",
            "  # more about a command, and all about it; once installed, man rootlessctl-plan",
            "  rootlessctl plan --help",
            "  rootlessctl manual plan | man -l -",
            "  # every key of the file; once installed, man rootless.toml",
            "  rootlessctl manual rootless.toml | man -l -"})
final class RootCommand implements Callable<Integer> {
    @Mixin
    private HelpOption help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version.")
    private boolean version;

    /** For RootlessKit's own commands alone: {@link Cli} refuses it before any other. */
    @Option(names = {"--socket", "-socket"}, hidden = true)
    private String socket;

    @Option(names = {"--debug", "-debug"}, hidden = true)
    private boolean debug;

    @Spec
    private CommandSpec spec;

    /** As {@link ApiClient} wants it. */
    Optional<String> socket() {
        return Optional.ofNullable(socket);
    }

    /** {@code rootlessctl 1.0.0} */
    static String version() {
        var version = RootCommand.class.getPackage().getImplementationVersion();
        return "rootlessctl " + (version == null ? "(not packaged)" : version);
    }

    @Override
    public Integer call() {
        return withoutCommand(spec);
    }

    /** A script that has lost the command's name must not take help for success. */
    static int withoutCommand(CommandSpec spec) {
        spec.commandLine().usage(spec.commandLine().getErr(), CommandLine.Help.Ansi.OFF);
        return ExitStatus.USAGE.code();
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {version()};
        }
    }
}
