package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What sshd is configured to do for a user. Root asks sshd itself, which knows its Match blocks; it answers with lines
 *
 * <pre>
 * permituserenvironment no
 * setenv DOCKER_HOST=unix:///run/user/1000/docker.sock
 * </pre>
 *
 * For anybody else its files are read, as far as they may be, but for what is below a Match.
 */
final class SshdOptions {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int INCLUDES = 16;
    /** A word, of which parts may be in quotes. */
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");

    private final HostView host;
    private final Path directory;
    /** Each option as it is said first, which is how sshd takes them. */
    private final Map<String, List<String>> first = new LinkedHashMap<>();

    private SshdOptions(HostView host, Path directory) {
        this.host = host;
        this.directory = directory;
    }

    /** The values of each option, in lower case letters; an option that nobody has set may be left out. */
    static Map<String, List<String>> of(Account user, UserCommands commands, HostView host) {
        if (host.root()) {
            try {
                var said = commands.run(Map.of(), LIMIT, List.of(
                        "sshd", "-T", "-C", "user=" + user.name() + ",host=localhost,addr=127.0.0.1"));
                if (said.succeeded()) {
                    return said(said.out());
                }
            } catch (IOException _) {
                // No sshd is there, or it does not answer; its files may be.
                return read(host, Path.of("/etc/ssh"));
            }
        }
        return read(host, Path.of("/etc/ssh"));
    }

    static Map<String, List<String>> said(String lines) {
        var options = new LinkedHashMap<String, List<String>>();
        lines.lines().map(line -> line.split(" ", 2)).filter(parts -> parts.length == 2)
                .forEach(parts -> options.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1]));
        return options;
    }

    static Map<String, List<String>> read(HostView host, Path directory) {
        var options = new SshdOptions(host, directory);
        options.read(directory.resolve("sshd_config"), 0);
        return options.first;
    }

    private void read(Path file, int depth) {
        if (depth > INCLUDES) {
            return;
        }
        for (var line : host.systemFile(file).found().map(FileText::content).orElse("").lines().toList()) {
            var words = words(line);
            var option = words.isEmpty() ? "" : words.getFirst().toLowerCase(Locale.ROOT);
            if (option.equals("match")) {
                return;
            }
            if (option.equals("include")) {
                words.stream().skip(1).flatMap(this::files).forEach(included -> read(included, depth + 1));
            } else if (words.size() > 1) {
                first.putIfAbsent(option, List.copyOf(words.subList(1, words.size())));
            }
        }
    }

    private static List<String> words(String line) {
        var text = line.strip();
        return text.startsWith("#") ? List.of() : WORD.matcher(text.replaceFirst("^(\\w+)\\s*=\\s*", "$1 ")).results()
                .map(word -> word.group().replace("\"", "")).toList();
    }

    /** Of a pattern, {@code sshd_config.d/*.conf}. */
    private Stream<Path> files(String pattern) {
        var path = directory.resolve(pattern);
        var name = path.getFileSystem().getPathMatcher("glob:" + path.getFileName());
        return host.list(path.getParent(), host.caller()).found().orElse(List.of()).stream()
                .filter(file -> name.matches(file.getFileName()));
    }
}
