package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A user's logins, as systemd-logind keeps them in files that everybody may read: {@code SESSIONS=3 c1} in
 * /run/systemd/users/1000, {@code CLASS=user} in /run/systemd/sessions/3.
 */
final class UserSessions {
    private static final Path LOGIND = Path.of("/run/systemd");

    private UserSessions() {}

    /**
     * Their names, but for that of the user's own systemd, which has one from version 256 on ({@code CLASS=manager}).
     * None where there is no logind. A session that has ended may still be listed, until something else happens to its
     * user: its file is gone at once.
     */
    static List<String> of(Account user, HostView host) {
        return value("SESSIONS", LOGIND.resolve("users/" + user.uid()), host).stream()
                .flatMap(names -> Stream.of(names.split(" "))).filter(name -> name.matches("\\w+"))
                .filter(name -> !(host.text(LOGIND.resolve("sessions/" + name), host.caller()) instanceof Observation.Absent<?>))
                .filter(name -> value("CLASS", LOGIND.resolve("sessions/" + name), host)
                        .filter(kind -> kind.startsWith("manager")).isEmpty())
                .toList();
    }

    private static Optional<String> value(String key, Path file, HostView host) {
        return host.text(file, host.caller()).found().map(FileText::content).stream().flatMap(String::lines)
                .filter(line -> line.startsWith(key + "=")).map(line -> line.substring(key.length() + 1)).findFirst();
    }
}
