package io.rootlessctl.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command takes. */
final class Options {
    enum Output { text, json }

    @Option(names = {"-f", "--file"}, paramLabel = "FILE", description = {
        "The manifest; - is standard input. Without it ./rootless.toml,",
        "then ~/.config/rootlessctl/rootless.toml (for root /etc/rootlessctl)."})
    private String file;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Output for people or programs: ${COMPLETION-CANDIDATES}.")
    private Output output;

    @Option(names = "--user", paramLabel = "NAME", description = "Only this user of the manifest.")
    private String user;

    /** Read by {@link Main} before logging starts; here so that it is known and in the help. */
    @Option(names = "--debug", description = "Log every command, request and look to standard error.")
    private boolean debug;

    Optional<String> file() {
        return Optional.ofNullable(file);
    }

    Optional<String> user() {
        return Optional.ofNullable(user);
    }

    boolean json() {
        return output == Output.json;
    }
}
