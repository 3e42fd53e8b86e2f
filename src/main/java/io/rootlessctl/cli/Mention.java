package io.rootlessctl.cli;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A variable of the environment, or a file, that commands go by; a command's page of the manual tells of those that are
 * its own.
 *
 * @param of the commands
 */
record Mention(String name, String text, Predicate<CommandSpec> of) {
    private static final Predicate<CommandSpec> ABOUT_A_MANIFEST = command -> takes(command, "--file");
    private static final Predicate<CommandSpec> ABOUT_USERS = command -> takes(command, "--user");
    private static final Predicate<CommandSpec> OF_ROOTLESSKIT = command -> ApiCommand.of(command.name()).isPresent();

    static final List<Mention> ENVIRONMENT = List.of(
            new Mention("NO_COLOR", "With any value but an empty one: no colour, and no line of progress.", ABOUT_USERS),
            new Mention("TERM", "`dumb` is a terminal without colour and without a line of progress.", ABOUT_USERS),
            new Mention("COLUMNS", "The width of the terminal, instead of what it says itself.", ABOUT_USERS),
            new Mention("XDG_CONFIG_HOME", "Where the caller's configuration is, instead of `~/.config`.", ABOUT_USERS),
            new Mention("XDG_DATA_HOME", "Where the caller's data are, instead of `~/.local/share`.", ABOUT_USERS),
            new Mention("XDG_STATE_HOME", "Where the caller's states are, instead of `~/.local/state`.", ABOUT_USERS),
            new Mention("XDG_CACHE_HOME", "Where the caller's caches are, instead of `~/.cache`.", ABOUT_USERS),
            new Mention("XDG_RUNTIME_DIR", "The caller's directory for sockets; without it `/run/user/UID` where it is "
                    + "there, else `~/.docker/run`.", ABOUT_USERS),
            new Mention("PATH", "Where Docker's programs are looked for; `/usr/sbin` and `/sbin` are, in any case.",
                    ABOUT_USERS),
            new Mention("SUDO_USER", "Who called root's command; it is kept in the history.",
                    among("apply", "rollback", "uninstall")),
            new Mention("SHELL", "The shell to print for, without its option.", among("env", "completion")),
            new Mention("DOCKER_HOST", "What the docker client of the caller goes by; doctor looks whether it is the "
                    + "daemon's.", among("doctor")),
            new Mention("DOCKER_CONTEXT", "As `DOCKER_HOST`.", among("doctor")),
            new Mention("ROOTLESSKIT_STATE_DIR", "The directory whose `api.sock` is asked, without --socket.",
                    OF_ROOTLESSKIT),
            new Mention("SOURCE_DATE_EPOCH", "The page's date in seconds, instead of today's.", among("manual")));

    static final List<Mention> FILES = List.of(
            new Mention("./rootless.toml", "The manifest of an ordinary user, where it is there.", ABOUT_A_MANIFEST),
            new Mention("~/.config/rootlessctl/rootless.toml", "Else this one.", ABOUT_A_MANIFEST),
            new Mention("/etc/rootlessctl/rootless.toml", "The manifest of root.", ABOUT_A_MANIFEST),
            new Mention("~/.local/state/rootlessctl", "What applies have set and how it was before: last-applied, "
                    + "journal and history, readable by their owner only.", ABOUT_USERS),
            new Mention("/var/lib/rootlessctl", "The same of the host.", ABOUT_USERS),
            new Mention("~/.local/state/rootlessctl/dockerd.log", "The log of a daemon without systemd.",
                    among("apply", "status", "doctor", "logs")));

    private static boolean takes(CommandSpec command, String option) {
        return command.findOption(option) != null
                || command.subcommands().values().stream().anyMatch(below -> takes(below.getCommandSpec(), option));
    }

    private static Predicate<CommandSpec> among(String... names) {
        return command -> Set.of(names).contains(command.name());
    }

    /** Those of a command, or all for the program as a whole. */
    static List<Mention> of(List<Mention> all, CommandSpec command) {
        return command.parent() == null ? all : all.stream().filter(one -> one.of().test(command)).toList();
    }
}
