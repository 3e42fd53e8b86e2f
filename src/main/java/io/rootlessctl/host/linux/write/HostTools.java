package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.linux.Command;
import io.rootlessctl.host.linux.UserCommands;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.HostCommand;
import io.rootlessctl.model.HostCommands;
import io.rootlessctl.model.Step.Systemctl;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** Changes to the host through its distribution's tools. */
final class HostTools {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** A unit's own start and stop time-outs end systemctl earlier. */
    static final Duration SYSTEMCTL_LIMIT = Duration.ofMinutes(5);

    private final UserCommands commands;

    HostTools(UserCommands commands) {
        this.commands = commands;
    }

    void createUser(String name) throws IOException {
        var commands = HostCommands.createUser(
                name, Files.isExecutable(HostCommands.BASH) ? HostCommands.BASH : HostCommands.SH);
        var first = commands.stream().filter(this::there).findFirst().orElse(commands.getFirst());
        change("user " + name, first);
    }

    private boolean there(HostCommand command) {
        return commands.program(command.argv().getFirst()).startsWith("/");
    }

    void addSubIds(String user, long start, long count) throws IOException {
        change("subordinate ids of " + user, HostCommands.addSubIds(user, start, count));
    }

    void removeSubIds(String user, long start, long count) throws IOException {
        var subject = "subordinate ids of " + user;
        var command = HostCommands.removeSubIds(user, start, count);
        var result = run(subject, LIMIT, command);
        if (!result.succeeded() && result.complaint().contains("used by process")) {
            throw new IOException(subject + ": " + result.complaint() + "; when nothing of theirs runs any more: "
                    + String.join(" ", command.argv()));
        }
        require(subject, result);
    }

    /** Returns when the user's systemd has started, which logind only asks for: what comes next needs it. */
    void setLinger(Account user, boolean on) throws IOException {
        var subject = "linger of " + user.name();
        change(subject, HostCommands.setLinger(user.name(), on));
        if (on) {
            systemctl(subject, Systemctl.Verb.START, "user@" + user.uid() + ".service");
        }
    }

    /** Of the system's units. */
    void systemctl(String subject, Systemctl.Verb verb, String unit) throws IOException {
        require(subject, run(subject, SYSTEMCTL_LIMIT, HostCommands.systemctl(verb, unit)));
    }

    void change(String subject, HostCommand command) throws IOException {
        require(subject, run(subject, LIMIT, command));
    }

    Command.Result run(String subject, Duration limit, HostCommand command) throws IOException {
        return Failure.about(subject, () -> commands.run(command.environment(), limit, command.argv()));
    }

    static void require(String subject, Command.Result result) throws IOException {
        if (!result.succeeded()) {
            throw new IOException(subject + ": " + result.complaint());
        }
    }
}
