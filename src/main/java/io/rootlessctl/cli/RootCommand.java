package io.rootlessctl.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

@Command(name = "rootlessctl", mixinStandardHelpOptions = true, versionProvider = RootCommand.Version.class,
        description = "Makes a host run rootless Docker exactly as rootless.toml says, and keeps it so.",
        subcommands = {
            ApplyCommand.class, PlanCommand.class, DriftCommand.class, StatusCommand.class, ValidateCommand.class,
            EnvCommand.class, ConfigCommand.class, SchemaCommand.class, CommandLine.HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND", sortOptions = false, commandListHeading = "%nCommands:%n",
        footer = {"", "First: write a rootless.toml (examples/), look at `rootlessctl plan`, then `rootlessctl apply`."})
final class RootCommand {

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = RootCommand.class.getPackage().getImplementationVersion();
            return new String[] {"rootlessctl " + (version == null ? "(not packaged)" : version)};
        }
    }
}
