package io.rootlessctl.host;

import io.rootlessctl.host.SubIds.Range;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** /etc/subuid and /etc/subgid, read and changed as usermod does it. */
final class FakeSubIds {
    private static final List<Path> FILES = List.of(Path.of("/etc/subuid"), Path.of("/etc/subgid"));

    private final FakeFiles files;

    FakeSubIds(FakeFiles files) {
        this.files = files;
    }

    SubIds of(Account user, Account as) {
        return new SubIds(ranges(FILES.getFirst(), user, as), ranges(FILES.getLast(), user, as));
    }

    private Observation<List<Range>> ranges(Path file, Account user, Account as) {
        return files.text(file, as).flatMap(text -> {
            var ranges = new ArrayList<Range>();
            for (var line : text.content().lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList()) {
                if (!line.matches("[^:]+:\\d+:\\d+")) {
                    return new Observation.Malformed<>(file.toString(), "found \"" + line + "\", expected OWNER:START:COUNT");
                }
                var parts = line.split(":");
                boolean own = parts[0].equals(user.name()) || parts[0].equals(Long.toString(user.uid()));
                ranges.add(new Range(parts[0], own, Long.parseLong(parts[1]), Long.parseLong(parts[2])));
            }
            return Observation.present(List.copyOf(ranges));
        });
    }

    void add(String user, long start, long count, Account root) throws IOException {
        for (var file : FILES) {
            var text = require(file);
            if (text.contains(line(user, start, count))) {
                continue;
            }
            var begun = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
            files.write(file, begun + line(user, start, count), mode(file), root);
        }
    }

    void remove(String user, long start, long count, Account root) throws IOException {
        for (var file : FILES) {
            files.write(file, require(file).replace(line(user, start, count), ""), mode(file), root);
        }
    }

    /** usermod takes the flags for a file that is there, and for no other. */
    private String require(Path file) throws IOException {
        return files.content(file).orElseThrow(() ->
                new IOException(file + ": does not exist, usermod takes no ranges without it"));
    }

    private int mode(Path file) {
        return files.status(file).map(FileStatus::mode).orElse(0644);
    }

    private static String line(String user, long start, long count) {
        return user + ":" + start + ":" + count + "\n";
    }
}
