package io.rootlessctl.host;

import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.edit.UnitText;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** docker.service in every user's systemd: what it has loaded, which is the files of the last daemon-reload. */
final class FakeUnits {
    static final String UNIT = "docker.service";
    private static final Path DISTRIBUTED = Path.of("/usr/lib/systemd/user", UNIT);

    /** @param fragment where the unit file is */
    record Loaded(Path fragment, String unit, String override) {}

    private final FakeFiles files;
    private final Map<String, Loaded> loaded = new HashMap<>();
    private final Set<String> enabled = new TreeSet<>();
    private final Set<String> failed = new TreeSet<>();

    FakeUnits(FakeFiles files) {
        this.files = files;
    }

    Observation<UserUnit> show(Account user, Optional<FakeDaemon> running) {
        var known = loaded(user);
        if (known.isEmpty()) {
            return Observation.present(new UserUnit("not-found", "inactive", "dead", "", false, Optional.empty(), 0));
        }
        var state = running.isPresent() ? "active" : failed.contains(user.name()) ? "failed" : "inactive";
        return Observation.present(new UserUnit(
                "loaded", state, running.isPresent() ? "running" : "dead",
                enabled.contains(user.name()) ? "enabled" : "disabled", !known.equals(onDisk(user)),
                Optional.of(known.get().fragment()), running.map(daemon -> daemon.process().rootlessKit().pid()).orElse(0L)));
    }

    /** The variables a start would have, with the script it would run under the name {@code ExecStart}. */
    SortedMap<String, String> environment(Account user, UserDirectories directories) throws IOException {
        var unit = loaded(user).orElseThrow(() -> new IOException("Unit " + UNIT + " not found."));
        var variables = new TreeMap<>(Map.of(
                "HOME", directories.home().toString(), "USER", user.name(),
                "XDG_RUNTIME_DIR", directories.runtime().toString()));
        variables.putAll(parse(unit.unit()).environment());
        variables.putAll(parse(unit.override()).environment());
        return variables;
    }

    Path script(Account user) throws IOException {
        return loaded(user).flatMap(unit -> execStart(unit.unit()))
                .orElseThrow(() -> new IOException("Unit " + UNIT + " has a bad unit file setting."));
    }

    private static Optional<Path> execStart(String unit) {
        return unit.lines().filter(line -> line.startsWith("ExecStart="))
                .map(line -> Path.of(line.substring("ExecStart=".length()).strip())).findFirst();
    }

    private static UnitText parse(String text) throws IOException {
        try {
            return UnitText.parse(text);
        } catch (MalformedTextException e) {
            throw new IOException("Unit " + UNIT + ": " + e.getMessage(), e);
        }
    }

    /** A manager looks for a unit that it does not know, and does not look again at one that it does. */
    private Optional<Loaded> loaded(Account user) {
        if (!loaded.containsKey(user.name())) {
            onDisk(user).ifPresent(found -> loaded.put(user.name(), found));
        }
        return Optional.ofNullable(loaded.get(user.name()));
    }

    void daemonReload(Account user) {
        loaded.remove(user.name());
        loaded(user);
    }

    private Optional<Loaded> onDisk(Account user) {
        var own = user.home().resolve(".config/systemd/user");
        var override = files.content(own.resolve(UNIT + ".d/override.conf")).orElse("");
        return files.content(own.resolve(UNIT)).map(text -> new Loaded(own.resolve(UNIT), text, override))
                .or(() -> files.content(DISTRIBUTED).map(text -> new Loaded(DISTRIBUTED, text, override)));
    }

    void enable(Account user, boolean on) throws IOException {
        if (on && loaded(user).isEmpty()) {
            throw new IOException("Unit file " + UNIT + " does not exist.");
        }
        if (on) {
            enabled.add(user.name());
        } else {
            enabled.remove(user.name());
        }
    }

    void failed(Account user, boolean on) {
        if (on) {
            failed.add(user.name());
        } else {
            failed.remove(user.name());
        }
    }

    SortedMap<String, String> snapshot() {
        var all = new TreeMap<String, String>();
        enabled.forEach(user -> all.put("enabled " + user, "true"));
        failed.forEach(user -> all.put("failed " + user, "true"));
        return all;
    }
}
