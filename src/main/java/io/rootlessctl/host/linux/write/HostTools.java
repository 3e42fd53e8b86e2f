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
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes to the host through its distribution's tools. */
final class HostTools {
    private static final Logger LOG = LoggerFactory.getLogger(HostTools.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** A unit's own start and stop time-outs end systemctl earlier. */
    static final Duration SYSTEMCTL_LIMIT = Duration.ofMinutes(5);

    /** logind keeps a user's systemd for ten seconds after the last login (UserStopDelaySec), and then stops it. */
    private static final Duration CLOSING = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(500);

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

    /** usermod takes none from a user of whom anything runs: systemd of one who has left is waited for. */
    void removeSubIds(String user, long start, long count) throws IOException {
        var subject = "subordinate ids of " + user;
        awaitLeft(user);
        var command = HostCommands.removeSubIds(user, start, count);
        var result = run(subject, LIMIT, command);
        if (!result.succeeded() && result.complaint().contains("used by process")) {
            throw new IOException(subject + ": " + result.complaint() + "; when nothing of theirs runs any more: "
                    + String.join(" ", command.argv()));
        }
        require(subject, result);
    }

    private void awaitLeft(String user) {
        var state = HostCommands.userState(user);
        if (there(state)) {
            try {
                Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(POLL).atMost(CLOSING)
                        .until(() -> !closing(user, state));
            } catch (ConditionTimeoutException _) {
                LOG.debug("{}: something of theirs goes on", user);
            }
        }
    }

    /** Whoever cannot be asked is not waited for: usermod will tell. */
    private boolean closing(String user, HostCommand state) {
        try {
            return run("logins of " + user, LIMIT, state).out().strip().equals("closing");
        } catch (IOException problem) {
            LOG.debug("logins of {}", user, problem);
            return false;
        }
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
