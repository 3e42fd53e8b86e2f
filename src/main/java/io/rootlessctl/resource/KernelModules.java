package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The modules of the running kernel, by names with underscores: the kernel takes {@code -} for {@code _}.
 *
 * @param loaded those in /proc/modules; absent where this kernel loads none
 * @param unused those among them that nothing uses: {@code ip_tables 36864 0 - Live 0x0000000000000000}
 * @param builtIn those in modules.builtin; absent where the running kernel's own directory is not there
 */
record KernelModules(
        Observation<Set<String>> loaded, Observation<Set<String>> unused, Observation<Set<String>> builtIn) {

    /** How the paths of our own files begin. */
    static final String OWN = "/etc/modules-load.d/rootlessctl-";
    private static final Set<String> FOR_DOCKER = Set.of(
            "ip_tables", "iptable_mangle", "iptable_nat", "iptable_filter", "nf_tables", "overlay", "tun", "fuse");
    private static final Path LOADED = Path.of("/proc/modules");

    static KernelModules of(HostView host) {
        var directory = Path.of("/lib/modules", host.kernel().release());
        return new KernelModules(
                names(host.text(LOADED, host.caller()), line -> line.split(" ", 2)[0]),
                host.text(LOADED, host.caller()).map(text -> text.content().lines()
                        .filter(line -> line.matches("\\S+ \\d+ 0 .*")).map(line -> normal(line.split(" ", 2)[0]))
                        .collect(Collectors.toUnmodifiableSet())),
                names(host.text(directory.resolve("modules.builtin"), host.caller()), KernelModules::ofFile));
    }

    private static Observation<Set<String>> names(
            Observation<FileText> file, Function<String, String> name) {
        return file.map(text -> text.content().lines().map(name).map(KernelModules::normal)
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** {@code kernel/net/ipv4/netfilter/ip_tables.ko.xz} */
    private static String ofFile(String line) {
        return line.substring(line.lastIndexOf('/') + 1).replaceFirst("\\.ko(\\.\\w+)?$", "");
    }

    static String normal(String name) {
        return name.strip().replace('-', '_');
    }

    Optional<String> obstacle() {
        return Stream.of(loaded, builtIn).flatMap(seen -> seen.obstacle().stream()).findFirst();
    }

    /** Whether the kernel loads modules at all; one that does not has all that it will ever have. */
    boolean loads() {
        return !(loaded instanceof Absent<?>);
    }

    /** Whether modules of the running kernel are on disk: not in a container, nor after an upgrade until the reboot. */
    boolean onDisk() {
        return builtIn.found().isPresent();
    }

    boolean has(String name) {
        return loaded.found().orElse(Set.of()).contains(normal(name))
                || builtIn.found().orElse(Set.of()).contains(normal(name));
    }

    /**
     * Whether the running kernel has no module of this name on disk, as modules.dep lists them; a list that cannot be
     * read speaks against none.
     */
    static boolean lacks(String name, HostView host) {
        var list = Path.of("/lib/modules", host.kernel().release(), "modules.dep");
        return names(host.text(list, host.caller()), line -> ofFile(line.split(":", 2)[0])).found()
                .filter(all -> !all.contains(normal(name))).isPresent();
    }

    boolean unused(String name) {
        return unused.found().orElse(Set.of()).contains(normal(name));
    }

    boolean builtIn(String name) {
        return builtIn.found().orElse(Set.of()).contains(normal(name));
    }

    /** Those that some file of modules-load.d(5), or /etc/modules, loads at boot. */
    static Set<String> atBoot(HostView host) {
        var names = new HashSet<String>();
        Stream.of("/etc/modules-load.d", "/run/modules-load.d", "/usr/local/lib/modules-load.d",
                        "/usr/lib/modules-load.d", "/lib/modules-load.d")
                .flatMap(directory -> host.list(Path.of(directory), host.caller()).found().orElse(List.of()).stream())
                .filter(file -> file.toString().endsWith(".conf"))
                .forEach(file -> names.addAll(named(file, host)));
        names.addAll(named(Path.of("/etc/modules"), host));
        return names;
    }

    /**
     * Modules that an administrator's files load at boot, each with its file.
     * Of our own files all count, of others those that Docker needs.
     */
    static SortedMap<String, String> configured(HostView host) {
        var files = new TreeMap<String, String>();
        host.list(Path.of("/etc/modules-load.d"), host.caller()).found().orElse(List.of()).stream()
                .filter(file -> file.toString().endsWith(".conf")).forEach(file -> named(file, host).stream()
                        .filter(module -> file.toString().startsWith(OWN) || FOR_DOCKER.contains(module))
                        .forEach(module -> files.putIfAbsent(module, file.toString())));
        return files;
    }

    private static Set<String> named(Path file, HostView host) {
        return host.text(file, host.caller()).found().stream().flatMap(text -> text.content().lines())
                .map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";"))
                .map(line -> normal(line.split("\\s+", 2)[0])).collect(Collectors.toSet());
    }
}
