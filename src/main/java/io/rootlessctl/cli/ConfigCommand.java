package io.rootlessctl.cli;

import io.rootlessctl.manifest.ManifestWriter;
import io.rootlessctl.render.ConfigJson;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "config", description = "Show the manifest as it is understood.", subcommands = ConfigCommand.Show.class,
        customSynopsis = "rootlessctl config show [OPTIONS]", sortOptions = false,
        optionListHeading = "%nOptions:%n", commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {" 0:shown", " 1:failed", "65:not valid"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl config show",
            "  rootlessctl config show --user alice -o json"})
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return RootCommand.withoutCommand(spec);
    }

    @Command(name = "show", description = {
        "Print the settings in force as a rootless.toml.",
        "Defaults are filled in; with --user, one user's tables are merged over the top level."},
            sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n")
    static final class Show implements Callable<Integer> {
        private final Invocation invocation;

        @Mixin
        private Options options;

        Show(Invocation invocation) {
            this.invocation = invocation;
        }

        @Override
        public Integer call() throws Exception {
            var manifest = new ManifestFile(invocation).read(options.file());
            if (options.user().isEmpty()) {
                invocation.out().print(options.json()
                        ? ConfigJson.render(ManifestWriter.tables(manifest)) : ManifestWriter.write(manifest));
            } else {
                var session = new Session(manifest, invocation.host().get(), options.user(), Optional.empty());
                var settings = session.declaration().entries().getFirst().settings();
                invocation.out().print(options.json()
                        ? ConfigJson.render(ManifestWriter.tables(settings)) : ManifestWriter.write(settings));
            }
            return ExitStatus.OK.code();
        }
    }
}
