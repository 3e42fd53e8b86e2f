package io.rootlessctl.host.linux;

import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is free on a file system, as {@code stat --file-system} tells the user: blocks free to users, the size of one, all
 * inodes and the free ones, {@code 812345 4096 655360 600000}. A file system that makes inodes as it goes has 0 of 0.
 */
final class Room {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Pattern ANSWER = Pattern.compile("(\\d{1,18}) (\\d{1,9}) (\\d{1,18}) (\\d{1,18})\\s*");

    private Room() {}

    static Observation<Long> of(Path directory, Account user, LinuxHost host) {
        var argv = List.of("stat", "--file-system", "--format=%a %S %c %d", "--", directory.toString());
        return host.commands().slow().ask(user, directory.toString(), () -> {
            try {
                var result = host.commands().run(user, host.directories(user), LIMIT, argv);
                return result.succeeded() ? parse(directory, result.out())
                        : new Observation.Unreadable<>(directory.toString(), result.complaint());
            } catch (IOException problem) {
                return new Observation.Unreadable<>(directory.toString(), problem.getMessage());
            }
        });
    }

    static Observation<Long> parse(Path directory, String answer) {
        var found = ANSWER.matcher(answer);
        if (!found.matches()) {
            return new Observation.Malformed<>(directory.toString(), "found " + answer.strip() + ", expected four numbers of stat");
        }
        boolean noInodes = Long.parseLong(found.group(3)) > 0 && Long.parseLong(found.group(4)) == 0;
        return Observation.present(noInodes ? 0 : Math.multiplyExact(Long.parseLong(found.group(1)), Long.parseLong(found.group(2))));
    }
}
