package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * limits.conf(5) and the files of limits.d, as pam_limits reads them: the one first, then the others by name; a later
 * line beats an earlier one, and a user's own line any that is for everybody.
 *
 * <pre>
 * alice  -     nofile  65536
 * *      hard  nproc   4096    # but root
 * </pre>
 */
final class LimitFiles {
    static final Path FIRST = Path.of("/etc/security/limits.conf");
    private static final Path DIRECTORY = Path.of("/etc/security/limits.d");
    private static final int FIELDS = 4;

    /**
     * What holds of one limit.
     *
     * @param file the last one that says something of it
     * @param soft empty where nothing is said; {@code hard} likewise
     */
    record Limit(Path file, String soft, String hard) {
        private static final Limit NONE = new Limit(FIRST, "", "");

        private Limit with(Path other, String type, String value) {
            return new Limit(other, type.equals("hard") ? soft : value, type.equals("soft") ? hard : value);
        }

        /** {@code 65536} where both are, else {@code soft 1024, hard 65536} or one of the two. */
        String text() {
            return soft.equals(hard) ? soft : hard.isEmpty() ? "soft " + soft : soft.isEmpty() ? "hard " + hard
                    : "soft " + soft + ", hard " + hard;
        }
    }

    private LimitFiles() {}

    /** By the names of limits.conf. What a group has is not known here, and then neither what everybody has. */
    static SortedMap<String, Limit> of(String user, HostView host) {
        var own = new TreeMap<String, Limit>();
        var everybodys = new TreeMap<String, Limit>();
        var ofGroups = new HashSet<String>();
        for (var file : files(host)) {
            lines(file, host).forEach(words -> {
                if (words[0].startsWith("@")) {
                    ofGroups.add(words[2]);
                } else if (words[0].equals(user) || words[0].equals("*")) {
                    (words[0].equals("*") ? everybodys : own).compute(words[2], (_, before) ->
                            (before == null ? Limit.NONE : before).with(file, words[1], words[3]));
                }
            });
        }
        everybodys.keySet().removeAll(ofGroups);
        everybodys.forEach(own::putIfAbsent);
        return own;
    }

    private static List<Path> files(HostView host) {
        return Stream.concat(Stream.of(FIRST), host.list(DIRECTORY, host.caller()).found().orElse(List.of()).stream()
                .filter(file -> file.toString().endsWith(".conf"))).toList();
    }

    private static Stream<String[]> lines(Path file, HostView host) {
        return host.systemFile(file).found().map(FileText::content).stream().flatMap(String::lines)
                .map(line -> line.split("#", 2)[0].strip().split("\\s+")).filter(words -> words.length == FIELDS);
    }
}
