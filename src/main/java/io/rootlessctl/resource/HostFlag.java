package io.rootlessctl.resource;

import io.rootlessctl.edit.OptionWords;
import io.rootlessctl.edit.OptionWords.Option;
import io.rootlessctl.edit.UnitText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.UserUnit;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code -H} on dockerd's command line: together with {@code hosts} in daemon.json it keeps dockerd from starting. Only a
 * unit can have it; the direct start passes nothing.
 */
final class HostFlag {
    private HostFlag() {}

    /** Where it stands, and what to do. */
    static Optional<String> of(Declaration.User user, HostView host) {
        return !user.systemd() ? Optional.empty() : units(user, host)
                .filter(path -> start(path, user, host).filter(HostFlag::flagged).isPresent()).findFirst()
                .map(path -> path + ": its ExecStart passes -H, and dockerd does not start with that and with hosts in "
                        + "daemon.json; take -H out, expose.tcp.listen and daemon.socket say the same");
    }

    private static Stream<Path> units(Declaration.User user, HostView host) {
        var unit = host.userUnit(UserUnitFile.NAME, user.account()).found().flatMap(UserUnit::fragment);
        return Stream.concat(Stream.of(OverrideConf.file(user).path()), unit.stream());
    }

    private static Optional<String> start(Path path, Declaration.User user, HostView host) {
        return new UserFile(path, user.account()).read(UnitText::parse, host).found()
                .flatMap(text -> text.value("Service", "ExecStart"));
    }

    private static boolean flagged(String start) {
        var words = new OptionWords(start);
        return words.value(new Option("host", true)).isPresent() || start.matches("(?s).*\\s-H.*");
    }
}
