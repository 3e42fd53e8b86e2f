package io.rootlessctl.host;

import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** /etc/subuid and /etc/subgid changed as usermod does it, and a directory that nobody changes. */
final class FakeSubIds {
    private static final List<Path> FILES = List.of(Path.of("/etc/subuid"), Path.of("/etc/subgid"));
    private static final Pattern LINE = Pattern.compile("([^:]+):(\\d+):(\\d+)");

    private final FakeFiles files;
    private final SortedMap<String, List<SubIdRange>> directory = new TreeMap<>();
    private boolean directoryAsked;

    FakeSubIds(FakeFiles files) {
        this.files = files;
    }

    /** From now on the directory has the say. */
    void inDirectory(String user, List<SubIdRange> ranges) {
        directoryAsked = true;
        directory.put(user, List.copyOf(ranges));
    }

    Observation<List<SubIdRange>> inDirectory(String user) {
        return directory.getOrDefault(user, List.of()).isEmpty()
                ? new Observation.Unreadable<>("getsubids " + user, "Error fetching ranges")
                : Observation.present(directory.get(user));
    }

    /** The user ids that a daemon gets which starts now. */
    List<SubIdRange> uids(Account user) {
        return directoryAsked ? directory.getOrDefault(user.name(), List.of())
                : files.content(FILES.getFirst()).orElse("").lines().map(LINE::matcher).filter(match -> match.matches())
                        .map(match -> new SubIdRange(
                                match.group(1), Long.parseLong(match.group(2)), Long.parseLong(match.group(3))))
                        .filter(range -> range.owner().equals(user.name())
                                || range.owner().equals(Long.toString(user.uid())))
                        .toList();
    }

    void add(String user, long start, long count, Account root) throws IOException {
        for (var file : FILES) {
            var text = require(file);
            if (text.lines().anyMatch(line(user, start, count).strip()::equals)) {
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

    /** usermod takes the flags for a file that is there, and for no other, and none where a directory has the say. */
    private String require(Path file) throws IOException {
        if (directoryAsked) {
            throw new IOException("usermod: the directory's subordinate ids cannot be changed here");
        }
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
