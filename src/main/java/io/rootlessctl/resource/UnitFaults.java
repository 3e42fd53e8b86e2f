package io.rootlessctl.resource;

import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.edit.UnitText;
import io.rootlessctl.edit.UnquotedLine;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.UserUnit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What systemd accepts in docker.service and its drop-ins and does not do as meant. Each text is what a person has
 * written; what cannot be read says nothing.
 */
final class UnitFaults {
    private static final String UNIT = "Unit";
    /** Of the system's systemd, which a user's knows nothing of. */
    private static final String NETWORK = ".*\\bnetwork(-online)?\\.target\\b.*";

    private final Map<Path, UnitText> texts = new LinkedHashMap<>();

    private UnitFaults(Declaration.User user, HostView host) {
        var own = user.directories().config().resolve("systemd/user").resolve(UserUnitFile.NAME);
        var loaded = host.userUnit(UserUnitFile.NAME, user.account()).found().flatMap(UserUnit::fragment).orElse(own);
        add(loaded, user, host);
        UnitDropIns.ofUser(UserUnitFile.NAME, user, host).forEach(path -> add(path, user, host));
    }

    private void add(Path path, Declaration.User user, HostView host) {
        host.text(path, user.account()).found().map(FileText::content).flatMap(UnitFaults::parsed)
                .ifPresent(text -> texts.put(path, text));
    }

    /** What is malformed is told by the kind that would edit it. */
    private static Optional<UnitText> parsed(String text) {
        try {
            return Optional.of(UnitText.parse(text));
        } catch (MalformedTextException _) {
            return Optional.empty();
        }
    }

    static List<Symptom> of(Declaration.User user, HostView host) {
        if (!user.systemd() || user.withoutItsManager(host)) {
            return List.of();
        }
        var faults = new UnitFaults(user, host);
        var found = new ArrayList<Symptom>();
        // A distribution's unit is not the user's to mend.
        faults.texts.forEach((path, text) -> text.unquoted().stream().filter(_ -> path.startsWith(user.directories().config()))
                .forEach(line -> found.add(unquoted(path, line))));
        faults.killMode().ifPresent(found::add);
        faults.network().ifPresent(found::add);
        return found;
    }

    /** Backslashes are sed's. */
    private static Symptom unquoted(Path path, UnquotedLine line) {
        var meant = line.meant().replace("\\", "\\\\");
        return new Symptom("environment-unquoted", Map.of(
                "file", path.toString(), "line", Integer.toString(line.first()),
                "lines", line.first() + "," + line.last(), "meant", meant));
    }

    /** The last one counts; systemd's own default is another. */
    private Optional<Symptom> killMode() {
        boolean unit = texts.values().stream().anyMatch(text -> text.value("Service", "ExecStart").isPresent());
        var mode = last("Service", "KillMode").orElse("control-group");
        return unit && !mode.equals("mixed") ? Optional.of(new Symptom("kill-mode", Map.of("mode", mode))) : Optional.empty();
    }

    private Optional<Symptom> network() {
        return texts.entrySet().stream().flatMap(file -> Stream.of("After", "Wants", "Requires", "BindsTo")
                .filter(key -> file.getValue().value(UNIT, key).filter(value -> value.matches(NETWORK)).isPresent())
                .map(key -> new Symptom("network-not-awaited", Map.of("file", file.getKey().toString(), "order", key))))
                .findFirst().filter(_ -> texts.values().stream()
                        .noneMatch(text -> text.value(UNIT, "After").filter(value -> value.contains(WAITING)).isPresent()));
    }

    /** What the fix has made. */
    private static final String WAITING = "wait-network-online.service";

    private Optional<String> last(String section, String key) {
        return texts.values().stream().flatMap(text -> text.value(section, key).stream()).reduce((_, later) -> later);
    }
}
