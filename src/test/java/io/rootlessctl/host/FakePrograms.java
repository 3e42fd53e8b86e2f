package io.rootlessctl.host;

import io.rootlessctl.model.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Programs and the packages of the distributions, and of Docker itself, that bring them. */
final class FakePrograms {
    private static final Map<String, String> SHADOW = Map.of(
            "/usr/bin/newuidmap", "", "/usr/bin/newgidmap", "", "/usr/sbin/usermod", "");
    private static final Map<String, Map<String, String>> PACKAGES = Map.ofEntries(
            Map.entry("docker.io", Map.of(
                    "/usr/sbin/dockerd", "20.10.24", "/usr/bin/docker", "20.10.24",
                    "/usr/share/docker.io/contrib/dockerd-rootless.sh", "",
                    "/usr/bin/containerd", "1.6.20", "/usr/sbin/runc", "1.1.5")),
            Map.entry("docker-ce", Map.of("/usr/bin/dockerd", "28.5.1")),
            Map.entry("docker-ce-cli", Map.of("/usr/bin/docker", "28.5.1")),
            Map.entry("docker-ce-rootless-extras", Map.of(
                    "/usr/bin/dockerd-rootless.sh", "", "/usr/bin/rootlesskit", "2.3.4")),
            Map.entry("docker-cli", Map.of("/usr/bin/docker", "26.1.5")),
            Map.entry("rootlesskit", Map.of("/usr/bin/rootlesskit", "1.1.0")),
            Map.entry("uidmap", Map.of("/usr/bin/newuidmap", "", "/usr/bin/newgidmap", "")),
            Map.entry("iptables", Map.of("/usr/sbin/iptables", "1.8.9")),
            Map.entry("slirp4netns", Map.of("/usr/bin/slirp4netns", "1.2.0")),
            Map.entry("passt", Map.of("/usr/bin/pasta", "2025.5")),
            Map.entry("fuse-overlayfs", Map.of("/usr/bin/fuse-overlayfs", "1.10")),
            Map.entry("dbus-user-session", Map.of("/usr/bin/dbus-daemon", "")),
            Map.entry("libcap2-bin", Map.of("/usr/sbin/setcap", "")),
            Map.entry("passwd", Map.of("/usr/sbin/usermod", "")),
            Map.entry("docker", Map.of("/usr/bin/dockerd", "28.3.3", "/usr/bin/docker", "28.3.3")),
            Map.entry("docker-rootless-extras", Map.of("/usr/bin/dockerd-rootless.sh", "")),
            Map.entry("docker-engine", Map.of("/usr/bin/dockerd", "28.3.3")),
            Map.entry("shadow", SHADOW),
            Map.entry("shadow-utils", SHADOW),
            Map.entry("shadow-subids", Map.of("/usr/bin/newuidmap", "", "/usr/bin/newgidmap", "")),
            Map.entry("util-linux", Map.of("/usr/bin/setpriv", "")),
            Map.entry("setpriv", Map.of("/usr/bin/setpriv", "")),
            Map.entry("dbus", Map.of("/usr/bin/dbus-daemon", "")),
            Map.entry("dbus-1", Map.of("/usr/bin/dbus-daemon", "")),
            Map.entry("dbus-daemon", Map.of("/usr/bin/dbus-daemon", "")));
    private static final Set<String> SET_USER_ID = Set.of("newuidmap", "newgidmap");

    private final SortedMap<Path, Program> programs = new TreeMap<>();
    private final Set<String> installed = new TreeSet<>();
    private final Set<Path> changed = new TreeSet<>();
    private final SortedMap<Path, Version> versions = new TreeMap<>();

    void put(Path path, String version) {
        programs.put(path, new Program(path, SET_USER_ID.contains(path.getFileName().toString())));
        versions.remove(path);
        Version.find(version).ifPresent(found -> versions.put(path, found));
    }

    void drop(Path path) {
        programs.remove(path);
    }

    void install(String name) throws IOException {
        if (!PACKAGES.containsKey(name)) {
            throw new IOException("packages " + name + ": unable to locate package");
        }
        PACKAGES.get(name).forEach((path, version) -> put(Path.of(path), version));
        installed.add(name);
    }

    Set<String> installed() {
        return Set.copyOf(installed);
    }

    Optional<Program> at(Path path) {
        return Optional.ofNullable(programs.get(path));
    }

    /** As a user finds it: own directories first, then PATH, then where Debian hides it. */
    Optional<Program> find(String name, Path home) {
        var directories = new ArrayList<>(List.of(home.resolve("bin"), home.resolve(".local/bin")));
        List.of("/usr/local/bin", "/usr/bin", "/usr/sbin", "/usr/share/docker.io/contrib")
                .forEach(directory -> directories.add(Path.of(directory)));
        return directories.stream().map(directory -> programs.get(directory.resolve(name)))
                .filter(found -> found != null).findFirst();
    }

    Optional<Version> version(String name, Path home) {
        return find(name, home).map(program -> versions.get(program.path()));
    }

    /** Those whose mode somebody set; what a package brings stays with the package. */
    Set<Path> privileged() {
        var paths = new TreeSet<Path>();
        programs.values().stream().filter(program -> program.privileged() && changed.contains(program.path()))
                .forEach(program -> paths.add(program.path()));
        return paths;
    }

    void setMode(Path path, int mode) {
        changed.add(path);
        programs.put(path, new Program(path, (mode & 04000) != 0));
    }
}
