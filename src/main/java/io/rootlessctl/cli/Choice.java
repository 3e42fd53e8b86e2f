package io.rootlessctl.cli;

import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands take that are about applies of the past, and not about a manifest. */
final class Choice {
    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Output for people or programs: text or json.")
    private Options.Output output;

    /** As it is called by RootlessKit's own commands, and by many others. */
    @Option(names = "--json", hidden = true)
    private boolean json;

    @Option(names = "--user", paramLabel = "NAME", description = {
        "For root: only this user, not all who are known",
        "from root's applies."})
    private String user;

    /** Read by {@link Main} before logging starts; here so that it is known and in the help. */
    @Option(names = "--debug", description = "Log whatever is run and asked to standard error.")
    private boolean debug;

    @Mixin
    private HelpOption help;

    Optional<String> user() {
        return Optional.ofNullable(user);
    }

    boolean json() {
        return json || output == Options.Output.json;
    }
}
