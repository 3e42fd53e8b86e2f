package io.rootlessctl.host.linux;

import io.rootlessctl.host.IdType;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * shadow's getsubids (4.10 or newer), which asks the source that /etc/nsswitch.conf names. It prints a range a line,
 * {@code 0: alice 100000 65536}; of a user without ranges and of a source that does not answer it says the same.
 */
final class SubIdQuery {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern LINE = Pattern.compile("\\d+: (\\S+) (\\d{1,18}) (\\d{1,18})");

    private final UserCommands commands;

    SubIdQuery(UserCommands commands) {
        this.commands = commands;
    }

    Observation<List<SubIdRange>> of(Account user, IdType type) {
        var program = Path.of(commands.program("getsubids"));
        if (!program.isAbsolute() || !Files.isExecutable(program)) {
            return Observation.absent();
        }
        var argv = new ArrayList<>(List.of(program.toString()));
        if (type == IdType.GID) {
            argv.add("-g");
        }
        argv.add(user.name());
        var subject = "getsubids " + String.join(" ", argv.subList(1, argv.size()));
        try {
            var result = commands.run(Map.of(), LIMIT, argv);
            return result.succeeded() ? parse(subject, result.out())
                    : new Observation.Unreadable<>(subject, result.complaint());
        } catch (IOException problem) {
            return new Observation.Unreadable<>(subject, problem.getMessage());
        }
    }

    static Observation<List<SubIdRange>> parse(String subject, String out) {
        var ranges = new ArrayList<SubIdRange>();
        for (var line : out.lines().toList()) {
            var match = LINE.matcher(line.strip());
            if (!match.matches()) {
                return new Observation.Malformed<>(
                        subject, "found \"" + line.strip() + "\", expected NUMBER: OWNER START COUNT");
            }
            ranges.add(new SubIdRange(
                    match.group(1), Long.parseLong(match.group(2)), Long.parseLong(match.group(3))));
        }
        return Observation.present(List.copyOf(ranges));
    }
}
