package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.linux.Command;
import io.rootlessctl.host.linux.OpenFile;
import io.rootlessctl.host.linux.OpenFiles;
import io.rootlessctl.model.HostCommand;
import io.rootlessctl.model.PackageSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Packages, by the distribution's own package manager. */
final class PackageTools {
    private static final Logger LOG = LoggerFactory.getLogger(PackageTools.class);
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final Duration LOCK_WAIT = Duration.ofSeconds(PackageSystem.LOCK_WAIT);
    /** Each attempt reads the lists of all packages again. */
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final int LAST_LINES = 5;

    private final HostTools tools;

    PackageTools(HostTools tools) {
        this.tools = tools;
    }

    /** Lists are renewed only when it does not go without. */
    void install(PackageSystem system, List<String> names) throws IOException {
        if (names.isEmpty()) {
            return;
        }
        var subject = "packages " + String.join(" ", names);
        var result = unlocked(subject, system, system.install(names));
        if (!system.installed(result.exit()) && system.refresh().isPresent()) {
            require(subject, system, unlocked(subject, system, system.refresh().get()));
            result = unlocked(subject, system, system.install(names));
        }
        require(subject, system, result);
    }

    /**
     * Runs it as often as another package manager is at work, for a bounded time; those that wait themselves take all of it
     * at once.
     *
     * @throws IOException with whoever is at work, when the time is over
     */
    private Command.Result unlocked(String subject, PackageSystem system, HostCommand command) throws IOException {
        var end = Instant.now().plus(LOCK_WAIT);
        var last = new AtomicReference<>(attempt(subject, system, command));
        var left = Duration.between(Instant.now(), end);
        if (locked(system, last.get()) && left.compareTo(POLL) > 0) {
            LOG.debug("{}: another package manager is at work", subject);
            try {
                Awaitility.await().pollInSameThread().pollDelay(POLL).pollInterval(POLL).atMost(left).until(() -> {
                    last.set(attempt(subject, system, command));
                    return !locked(system, last.get());
                });
            } catch (ConditionTimeoutException _) {
                LOG.debug("{}: waited {}", subject, LOCK_WAIT);
            }
        }
        if (locked(system, last.get())) {
            throw new IOException(subject + ": another package manager has been at work for " + PackageSystem.LOCK_WAIT
                    + " s; apply again when it has ended: " + words(last.get())
                    + system.locks().stream().map(PackageTools::holders).collect(Collectors.joining()));
        }
        return last.get();
    }

    private Command.Result attempt(String subject, PackageSystem system, HostCommand command) throws IOException {
        var held = system.locks().stream().filter(_ -> system.waitsForEver()).filter(PackageTools::held).findFirst();
        return held.isEmpty() ? tools.run(subject, LIMIT, command)
                : new Command.Result(PackageSystem.DNF_LOCKED, "", held.get() + " is locked");
    }

    private static boolean held(Path lock) {
        try (var file = OpenFile.forReading(lock)) {
            return file.lockedBy().isPresent();
        } catch (IOException _) {
            // Not there: no such manager has been at work, or it keeps its lock elsewhere.
            return false;
        }
    }

    private static boolean locked(PackageSystem system, Command.Result result) {
        return system.locked(result.exit(), result.err());
    }

    /** A lock that is a file's existence alone says nothing of its holder, and outlives one that was killed. */
    private static String holders(Path lock) {
        var holders = OpenFiles.holders(lock).stream()
                .map(process -> process.name() + ", process " + process.id().pid()).collect(Collectors.joining("; "));
        if (holders.isEmpty()) {
            return Files.exists(lock) ? "; no process has it open: left by one that was killed" : "";
        }
        return "; held by " + holders;
    }

    private static void require(String subject, PackageSystem system, Command.Result result) throws IOException {
        if (!system.installed(result.exit())) {
            throw new IOException(subject + ": " + words(result));
        }
    }

    /** Its last lines: dnf and zypper end with advice, and what went wrong is above it. */
    private static String words(Command.Result result) {
        var text = result.err().isBlank() ? result.out() : result.err();
        var lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).distinct().toList();
        return lines.isEmpty() ? result.complaint()
                : String.join("; ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
