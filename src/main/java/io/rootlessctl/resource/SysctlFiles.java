package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the files of sysctl.d(5) set one parameter to at the next boot. Files of all directories are read in the order
 * of their names, whatever the directory, and the last one wins; of files with the same name only that of the first
 * directory counts, {@code /etc} before {@code /run} before {@code /usr}. /etc/sysctl.conf comes after all of them,
 * except where systemd reads it through a link in /etc/sysctl.d, or not at all. Links are followed, as they are at the boot.
 */
final class SysctlFiles {
    /** The more a directory weighs, the later. */
    private static final List<String> DIRECTORIES = List.of(
            "/lib/sysctl.d", "/usr/lib/sysctl.d", "/usr/local/lib/sysctl.d", "/run/sysctl.d", "/etc/sysctl.d");
    private static final List<String> FOR_DOCKER = List.of(
            "kernel.unprivileged_userns_clone", "user.max_user_namespaces", "net.ipv4.ping_group_range",
            "net.ipv4.ip_unprivileged_port_start");
    static final Path LAST = Path.of("/etc/sysctl.conf");
    private static final Path LINK_TO_LAST = Path.of("/etc/sysctl.d/99-sysctl.conf");

    /** One file's value, its blanks folded. */
    record Setting(Path file, String value) {}

    private SysctlFiles() {}

    /** In the order of the boot; the last one holds. A file that cannot be read sets nothing that could be known. */
    static List<Setting> of(String key, HostView host) {
        var settings = new ArrayList<Setting>();
        byName(host).values().forEach(file -> setting(file, key, host).ifPresent(settings::add));
        if (!host.systemd()) {
            setting(LAST, key, host).ifPresent(settings::add);
        }
        return settings;
    }

    /** Of the keys that files set: all of those with such names, else those for Docker. */
    static Stream<String> keys(Path directory, Pattern names, HostView host) {
        var own = host.list(directory, host.caller()).found().orElse(List.of()).stream()
                .filter(file -> names.matcher(file.getFileName().toString()).matches())
                .flatMap(file -> host.text(file, host.caller()).found().stream())
                .flatMap(text -> text.content().lines()).map(line -> line.split("=", 2))
                .filter(parts -> parts.length == 2).map(parts -> dotted(parts[0].strip()));
        return Stream.concat(FOR_DOCKER.stream(), own).distinct().sorted();
    }

    private static TreeMap<String, Path> byName(HostView host) {
        var files = new TreeMap<String, Path>();
        for (var directory : DIRECTORIES) {
            host.list(Path.of(directory), host.caller()).found().orElse(List.of()).stream()
                    .filter(file -> file.toString().endsWith(".conf"))
                    .forEach(file -> files.put(file.getFileName().toString(), file));
        }
        return files;
    }

    private static Optional<Setting> setting(Path file, String key, HostView host) {
        boolean link = file.equals(LINK_TO_LAST) && host.status(file, host.caller()).found()
                .filter(status -> status.type() == FileStatus.Type.LINK).isPresent();
        if (link && !host.systemd()) {
            return Optional.empty();
        }
        return value(host.systemFile(file), key).map(value -> new Setting(file, value));
    }

    private static Optional<String> value(Observation<FileText> file, String key) {
        return file.found().stream().flatMap(text -> text.content().lines())
                .map(line -> line.split("=", 2))
                .filter(parts -> parts.length == 2 && dotted(parts[0].strip()).equals(key))
                .map(parts -> String.join(" ", parts[1].strip().split("\\s+")))
                .reduce((_, later) -> later);
    }

    /** {@code -net/ipv4/ip_forward} is {@code net.ipv4.ip_forward}, a failure to set which is of no matter. */
    private static String dotted(String name) {
        var key = name.startsWith("-") ? name.substring(1).strip() : name;
        int slash = key.indexOf('/');
        int dot = key.indexOf('.');
        return slash < 0 || dot >= 0 && dot < slash ? key
                : key.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }
}
