package io.rootlessctl.cli;

import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command about a manifest takes. */
final class Options {
    enum Output { text, json }

    @Option(names = {"-f", "--file"}, paramLabel = "FILE", description = {
        "The manifest; - is standard input. Without it",
        "./rootless.toml, else rootlessctl/rootless.toml",
        "in ~/.config; for root only",
        "/etc/rootlessctl/rootless.toml."})
    private String file;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Output for people or programs: text or json.")
    private Output output;

    /** As it is called by RootlessKit's own commands, and by many others. */
    @Option(names = "--json", hidden = true)
    private boolean json;

    @Option(names = "--user", paramLabel = "NAME", description = {
        "For root: only this user, not all whom the",
        "manifest names."})
    private String user;

    /** Read by {@link Main} before logging starts; here so that it is known and in the help. */
    @Option(names = "--debug", description = "Log whatever is run and asked to standard error.")
    private boolean debug;

    @Mixin
    private HelpOption help;

    /** For picocli, which fills it. */
    Options() {}

    /** @param file null where none is named, as is {@code user} */
    Options(String file, String user, Output output) {
        this.file = file;
        this.user = user;
        this.output = output;
    }

    Optional<String> file() {
        return Optional.ofNullable(file);
    }

    Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /** Another command about the same manifest and user, as it is typed. */
    String commandLine(String command) {
        return "rootlessctl " + command + file().map(name -> " -f " + name).orElse("")
                + user().map(name -> " --user " + name).orElse("");
    }

    boolean json() {
        return json || output == Output.json;
    }
}
