package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The variables that a user's commands get from sshd, before any shell: of ~/.ssh/environment where sshd permits that, of
 * /etc/environment by pam_env, and of SetEnv; the later win. Source: OpenSSH's do_setup_env, Linux-PAM's pam_env.
 */
final class SshEnvironment {
    private static final Path OF_HOST = Path.of("/etc/environment");
    private static final Pattern NAME = Pattern.compile("\\w+");

    private SshEnvironment() {}

    static Map<String, String> of(Account user, UserCommands commands, HostView host) {
        var options = SshdOptions.of(user, commands, host);
        var variables = new HashMap<String, String>();
        var permitted = permitted(options.getOrDefault("permituserenvironment", List.of("no")).getFirst());
        host.text(user.home().resolve(".ssh/environment"), user).found().map(FileText::content).map(SshEnvironment::plain)
                .ifPresent(all -> all.forEach((name, value) -> {
                    if (permitted.test(name)) {
                        variables.put(name, value);
                    }
                }));
        host.systemFile(OF_HOST).found().map(FileText::content).map(SshEnvironment::pam).ifPresent(variables::putAll);
        options.getOrDefault("setenv", List.of()).forEach(line -> variables.putAll(plain(line)));
        return variables;
    }

    /** {@code yes}, {@code no}, or patterns of names: {@code LANG,LC_*,!LC_ALL}. */
    static Predicate<String> permitted(String value) {
        if (value.equals("yes") || value.equals("no")) {
            return _ -> value.equals("yes");
        }
        var patterns = Arrays.stream(value.split(",")).collect(Collectors.partitioningBy(text -> text.startsWith("!")));
        var forbidden = matching(patterns.get(true).stream().map(text -> text.substring(1)).toList());
        return matching(patterns.get(false)).and(forbidden.negate());
    }

    private static Predicate<String> matching(List<String> patterns) {
        return patterns.stream().map(text -> Pattern.quote(text).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"))
                .map(regex -> Pattern.compile(regex).asMatchPredicate()).reduce(_ -> false, Predicate::or);
    }

    /** {@code NAME=VALUE} lines; quotes mean nothing. */
    static Map<String, String> plain(String text) {
        var variables = new HashMap<String, String>();
        text.lines().map(String::stripLeading).filter(line -> line.indexOf('=') > 0 && !line.startsWith("#"))
                .forEach(line -> variables.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        return variables;
    }

    /** As in a shell, but a value loses one quote of either kind at its beginning, and then one at its end. */
    static Map<String, String> pam(String text) {
        var variables = new HashMap<String, String>();
        plain(text).forEach((left, right) -> {
            var name = left.replaceFirst("^export ", "");
            if (NAME.matcher(name).matches()) {
                var value = right.replaceFirst("#.*", "").stripTrailing();
                variables.put(name, value.matches("[\"'].*") ? value.substring(1).replaceFirst("[\"']$", "") : value);
            }
        });
        return variables;
    }
}
