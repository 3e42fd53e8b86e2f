package io.rootlessctl.cli;

import io.rootlessctl.manifest.ManifestWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "config", description = "Show the manifest as it is understood.", subcommands = ConfigCommand.Show.class,
        sortOptions = false, synopsisSubcommandLabel = "show")
final class ConfigCommand {

    @Command(name = "show", description = {
        "Print the settings in force as TOML: defaults filled in,",
        "and with --user those of one user merged over the top level."}, sortOptions = false)
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
            invocation.out().print(options.user().isEmpty()
                    ? ManifestWriter.write(manifest)
                    : ManifestWriter.write(Session.open(invocation, options).declaration().entries().getFirst().settings()));
            return ExitStatus.OK.code();
        }
    }
}
