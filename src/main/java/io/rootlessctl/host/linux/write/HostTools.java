package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.linux.Command;
import io.rootlessctl.host.linux.UserCommands;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.HostCommand;
import io.rootlessctl.model.HostCommands;
import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.model.Step.Systemctl;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
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
    private static final Duration PACKAGES_LIMIT = Duration.ofMinutes(15);
    private static final Duration LOCK_WAIT = Duration.ofSeconds(PackageSystem.LOCK_WAIT);
    private static final Duration POLL = Duration.ofMillis(500);

    private final UserCommands commands;

    HostTools(UserCommands commands) {
        this.commands = commands;
    }

    /** Lists are renewed only when it does not go without. */
    void installPackages(PackageSystem system, List<String> names) throws IOException {
        if (names.isEmpty()) {
            return;
        }
        var subject = "packages " + String.join(" ", names);
        system.lock().ifPresent(lock -> waitUntil(() -> !Files.exists(lock)));
        var result = run(subject, PACKAGES_LIMIT, system.install(names));
        if (!result.succeeded() && system.refresh().isPresent()) {
            refresh(subject, system.refresh().get());
            result = run(subject, PACKAGES_LIMIT, system.install(names));
        }
        require(subject, result);
    }

    /** apt-get waits for the lock of what is installed, and not for that of its lists. */
    private void refresh(String subject, HostCommand command) throws IOException {
        var last = new AtomicReference<>(run(subject, PACKAGES_LIMIT, command));
        if (locked(last.get())) {
            waitUntil(() -> {
                last.set(run(subject, PACKAGES_LIMIT, command));
                return !locked(last.get());
            });
        }
        require(subject, last.get());
    }

    private static boolean locked(Command.Result result) {
        return !result.succeeded() && result.err().contains("/lists/lock");
    }

    /** When the time is over the program itself says who holds the lock. */
    private static void waitUntil(Callable<Boolean> free) {
        try {
            Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(POLL).atMost(LOCK_WAIT)
                    .until(free);
        } catch (ConditionTimeoutException _) {
            LOG.debug("a package manager's lock was not free within {}", LOCK_WAIT);
        }
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
        change("subordinate ids of " + user, HostCommands.removeSubIds(user, start, count));
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

    private Command.Result run(String subject, Duration limit, HostCommand command) throws IOException {
        return Failure.about(subject, () -> commands.run(command.environment(), limit, command.argv()));
    }

    static void require(String subject, Command.Result result) throws IOException {
        if (!result.succeeded()) {
            throw new IOException(subject + ": " + result.complaint());
        }
    }
}
