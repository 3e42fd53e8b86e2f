package io.rootlessctl.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongPredicate;

/** The processes whose user id {@code owned} accepts, found in /proc and named by their ids. */
record UserProcesses(LongPredicate owned) {

    /** Process ids; those that have ended and only wait to be collected are not among them. */
    List<Long> alive() {
        try (var entries = Files.list(Path.of("/proc"))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf).filter(this::ours).toList();
        } catch (IOException problem) {
            throw new UncheckedIOException("/proc: " + problem.getMessage(), problem);
        }
    }

    /** Kills until none is left: one that is just starting another would otherwise outrun this. */
    void killAll() {
        var often = Duration.ofMillis(20);
        await("the end of processes " + alive()).atMost(Duration.ofSeconds(20)).pollInterval(often).until(() -> {
            var alive = alive();
            alive.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            return alive.isEmpty();
        });
    }

    private boolean ours(long pid) {
        try {
            var status = Files.readString(Path.of("/proc/" + pid + "/status"), ISO_8859_1);
            long uid = Long.parseLong(field(status, "Uid:").split("\\s+")[0]);
            return owned.test(uid) && !field(status, "State:").startsWith("Z");
        } catch (IOException ended) {
            // Since it was listed: ENOENT, or ESRCH when already open. Root is refused for no other reason.
            return false;
        }
    }

    private static String field(String status, String name) {
        var line = status.lines().filter(candidate -> candidate.startsWith(name)).findFirst().orElseThrow();
        return line.substring(name.length()).strip();
    }
}
