package io.rootlessctl.host;

import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Step.Systemctl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the kernel and process 1 hold, as their files show it: modules, AppArmor profiles, capabilities, units. */
final class FakeKernel {
    private static final Path MODULES = Path.of("/proc/modules");
    private static final Path PROFILES = Path.of("/sys/kernel/security/apparmor/profiles");
    private static final String CONTROLLERS = "cgroup.controllers";
    private static final Pattern PROFILE = Pattern.compile(
            "(?m)^(?:profile (\\S+) )?\"?(/[^\" ]+)\"? (?:flags=\\((\\w+)\\) )?\\{$");

    /** @param enabled as systemctl spells it */
    private record Unit(boolean active, String enabled, long mainPid) {}

    private static final Map<String, Path> DEVICES = Map.of("tun", Path.of("/dev/net/tun"), "fuse", Path.of("/dev/fuse"));

    private final FakeFiles files;
    private final Set<String> made = new TreeSet<>();
    private final SortedMap<Path, String> capabilities = new TreeMap<>();
    private final SortedMap<String, Unit> units = new TreeMap<>();

    FakeKernel(FakeFiles files) {
        this.files = files;
    }

    void loadModule(String name) throws IOException {
        if (name.startsWith("no_such")) {
            throw new IOException("kernel module " + name + ": Module " + name + " not found");
        }
        var lines = lines(MODULES);
        if (lines.stream().noneMatch(line -> line.startsWith(name + " "))) {
            lines.addFirst(name + " 16384 0 - Live 0x0000000000000000");
            put(MODULES, lines);
        }
        if (DEVICES.containsKey(name) && files.status(DEVICES.get(name)).isEmpty()) {
            files.put(DEVICES.get(name), Type.DEVICE, new byte[0], 0600, 0, 0);
            made.add(name);
        }
    }

    void unloadModule(String name) {
        var lines = lines(MODULES);
        lines.removeIf(line -> line.startsWith(name + " "));
        put(MODULES, lines);
        if (made.remove(name)) {
            files.drop(DEVICES.get(name));
        }
    }

    void loadProfile(Path file) throws IOException {
        var name = profile(file);
        var lines = lines(PROFILES);
        if (!lines.contains(name)) {
            lines.add(name);
            put(PROFILES, lines);
        }
    }

    void unloadProfile(Path file) throws IOException {
        var lines = lines(PROFILES);
        lines.remove(profile(file));
        put(PROFILES, lines);
    }

    private String profile(Path file) throws IOException {
        var text = files.content(file).orElseThrow(() -> new IOException(file + ": no such file or directory"));
        var match = PROFILE.matcher(text);
        if (!match.find()) {
            throw new IOException("AppArmor profile " + file + ": syntax error");
        }
        return Optional.ofNullable(match.group(1)).orElse(match.group(2))
                + ("unconfined".equals(match.group(3)) ? " (unconfined)" : " (enforce)");
    }

    private List<String> lines(Path path) {
        return new ArrayList<>(files.content(path).orElse("").lines().toList());
    }

    private void put(Path path, List<String> lines) {
        var text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        int mode = files.status(path).map(FileStatus::mode).orElse(0444);
        files.put(path, Type.FILE, text.getBytes(StandardCharsets.UTF_8), mode, 0, 0);
    }

    void setCapabilities(Path file, String text) {
        if (text.isEmpty()) {
            capabilities.remove(file);
        } else {
            capabilities.put(file, text);
        }
    }

    String capabilities(Path file) {
        return capabilities.getOrDefault(file, "");
    }

    void unit(String name, boolean active, String enabled, long mainPid) {
        units.put(name, new Unit(active, enabled, mainPid));
    }

    Observation<UserUnit> show(String name) {
        var unit = Optional.ofNullable(units.get(name));
        return Observation.present(new UserUnit(
                unit.isPresent() ? "loaded" : "not-found", unit.filter(Unit::active).isPresent() ? "active" : "inactive",
                unit.filter(Unit::active).isPresent() ? "running" : "dead", unit.map(Unit::enabled).orElse(""), false,
                unit.map(_ -> Path.of("/lib/systemd/system", name)),
                unit.map(Unit::mainPid).orElse(0L)));
    }

    void systemctl(Systemctl.Verb verb, String name) throws IOException {
        if (verb == Systemctl.Verb.DAEMON_RELOAD) {
            return;
        }
        if (name.startsWith("user@")) {
            startManager(name);
            return;
        }
        var unit = Optional.ofNullable(units.get(name))
                .orElseThrow(() -> new IOException("systemctl " + verb + " " + name + ": Unit " + name + " not found."));
        units.put(name, switch (verb) {
            case ENABLE -> new Unit(unit.active(), "enabled", unit.mainPid());
            case DISABLE -> new Unit(unit.active(), "disabled", unit.mainPid());
            case START, RESTART -> new Unit(true, unit.enabled(), unit.mainPid());
            case STOP -> new Unit(false, unit.enabled(), 0);
            case DAEMON_RELOAD, RELOAD, RESET_FAILED -> unit;
        });
    }

    /**
     * A user's manager gets the controllers of delegate.conf, else those of systemd's own unit, when it starts. The kernel
     * then shows them for the others that run, too, which have not looked for them.
     */
    private void startManager(String unit) {
        var uid = unit.substring("user@".length(), unit.indexOf('.'));
        var delegated = files.content(Path.of("/etc/systemd/system/user@.service.d/delegate.conf")).stream()
                .flatMap(String::lines).filter(line -> line.startsWith("Delegate="))
                .map(line -> line.substring("Delegate=".length())).findFirst().orElse("cpu memory pids");
        var slices = Path.of("/sys/fs/cgroup/user.slice");
        put(slices.resolve("user-" + uid + ".slice").resolve(unit).resolve(CONTROLLERS), List.of(delegated));
        files.snapshot().keySet().stream().filter(path -> path.startsWith(slices + "/") && path.endsWith("/" + CONTROLLERS))
                .forEach(path -> put(Path.of(path), List.of(delegated)));
    }

    Map<String, String> snapshot() {
        var all = new TreeMap<String, String>();
        capabilities.forEach((path, text) -> all.put(path + " capabilities", text));
        units.forEach((name, unit) -> all.put("system unit " + name, unit.toString()));
        return all;
    }
}
