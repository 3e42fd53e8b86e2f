package io.rootlessctl.resource;

import io.rootlessctl.edit.UnitText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The drop-ins of a system's unit, as systemd reads them: by name, whatever the directory; of the same name only that of
 * the first directory, {@code /etc} before {@code /run} before {@code /usr}.
 */
final class UnitDropIns {
    private static final List<String> DIRECTORIES = List.of("/etc/systemd/system", "/run/systemd/system",
            "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system");

    /** What one file says of a key. */
    record Setting(Path file, String value) {}

    private UnitDropIns() {}

    /**
     * In order; what cannot be read says nothing that could be known.
     *
     * @param names of the unit, and of its template after it
     * @param key of {@code [Service]}
     */
    static List<Setting> of(List<String> names, String key, HostView host) {
        var settings = new ArrayList<Setting>();
        byName(names, host).values().forEach(file -> setting(file, key, host).ifPresent(settings::add));
        return settings;
    }

    /** Those of a template, what the unit's own file says before them. */
    static List<Setting> withUnit(String name, String key, HostView host) {
        var settings = new ArrayList<Setting>();
        DIRECTORIES.stream().map(directory -> Path.of(directory, name))
                .filter(file -> host.status(file, host.caller()).found().isPresent()).findFirst()
                .flatMap(file -> setting(file, key, host)).ifPresent(settings::add);
        settings.addAll(of(List.of(name), key, host));
        return settings;
    }

    private static Optional<Setting> setting(Path file, String key, HostView host) {
        Grammar<UnitText> units = UnitText::parse;
        return units.read(file, host.systemFile(file)).found().flatMap(text -> text.value("Service", key))
                .map(value -> new Setting(file, value.strip()));
    }

    private static TreeMap<String, Path> byName(List<String> names, HostView host) {
        return byName(DIRECTORIES.stream().map(Path::of).toList(), names, host.caller(), host);
    }

    /** Those of a user's unit, of whose systemd there are more directories. */
    static Collection<Path> ofUser(String name, Declaration.User user, HostView host) {
        var own = user.directories();
        var directories = Stream.concat(
                Stream.of(own.config().resolve("systemd/user"), Path.of("/etc/systemd/user"), own.runtime().resolve("systemd/user"),
                        Path.of("/run/systemd/user"), own.data().resolve("systemd/user")),
                Stream.of("/usr/local/share", "/usr/share", "/usr/local/lib", "/usr/lib")
                        .map(root -> Path.of(root, "systemd/user"))).toList();
        return byName(directories, List.of(name), user.account(), host).values();
    }

    private static TreeMap<String, Path> byName(List<Path> directories, List<String> names, Account as, HostView host) {
        var files = new TreeMap<String, Path>();
        for (var directory : directories) {
            for (var name : names) {
                host.list(directory.resolve(name + ".d"), as).found().orElse(List.of()).stream()
                        .filter(file -> file.toString().endsWith(".conf"))
                        .forEach(file -> files.putIfAbsent(file.getFileName().toString(), file));
            }
        }
        return files;
    }
}
