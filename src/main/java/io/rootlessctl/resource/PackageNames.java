package io.rootlessctl.resource;

import io.rootlessctl.host.OsRelease;
import io.rootlessctl.model.PackageSystem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which package of a distribution has which program. Data: a distribution is one line of {@link #KNOWN}. */
record PackageNames(PackageSystem system, Map<String, String> packages) {
    private static final Map<String, String> DEBIAN = Map.ofEntries(
            Map.entry("dockerd", "docker.io"),
            Map.entry("dockerd-rootless.sh", "docker.io"),
            Map.entry("docker", "docker.io"),
            Map.entry("rootlesskit", "rootlesskit"),
            Map.entry("newuidmap", "uidmap"),
            Map.entry("newgidmap", "uidmap"),
            Map.entry("iptables", "iptables"),
            Map.entry("slirp4netns", "slirp4netns"),
            Map.entry("pasta", "passt"),
            Map.entry("fuse-overlayfs", "fuse-overlayfs"),
            Map.entry("dbus-daemon", "dbus-user-session"));
    private static final Map<String, PackageNames> KNOWN = Map.of(
            "debian", new PackageNames(PackageSystem.APT, DEBIAN),
            "ubuntu", new PackageNames(PackageSystem.APT, DEBIAN));
    /** From this release on Debian packages the client by itself. */
    private static final int DEBIAN_SPLIT_CLIENT = 13;

    PackageNames {
        packages = Map.copyOf(packages);
    }

    /** By the distribution's own id, then by the ones it says it is like, nearest first. */
    static Optional<PackageNames> of(OsRelease release) {
        var ids = new ArrayList<>(List.of(release.id()));
        ids.addAll(release.idLike());
        return ids.stream().filter(KNOWN::containsKey).findFirst().map(KNOWN::get)
                .map(names -> splitClient(release) ? names.with("docker", "docker-cli") : names);
    }

    private static boolean splitClient(OsRelease release) {
        return release.id().equals("debian")
                && (!release.versionId().matches("\\d{1,3}") || Integer.parseInt(release.versionId()) >= DEBIAN_SPLIT_CLIENT);
    }

    private PackageNames with(String program, String name) {
        var more = new HashMap<>(packages);
        more.put(program, name);
        return new PackageNames(system, more);
    }
}
