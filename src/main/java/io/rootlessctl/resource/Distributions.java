package io.rootlessctl.resource;

import static io.rootlessctl.model.PackageSystem.APK;
import static io.rootlessctl.model.PackageSystem.APT;
import static io.rootlessctl.model.PackageSystem.DNF;
import static io.rootlessctl.model.PackageSystem.PACMAN;
import static io.rootlessctl.model.PackageSystem.ZYPPER;

import io.rootlessctl.resource.Distribution.Releases;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The distributions that are known, older releases first: data, and nothing but data. */
final class Distributions {
    private static final Set<String> NOTHING = Set.of();
    private static final Set<String> FUSE = Set.of("fuse-overlayfs");
    private static final List<String> NFT = List.of("nf_tables");
    /** User namespaces cannot make the kernel load these, and this distribution's iptables uses them. */
    private static final List<String> LEGACY =
            List.of("ip_tables", "iptable_mangle", "iptable_nat", "iptable_filter");

    /** Packages of Docker's own repository, alike for all package systems. */
    static final Map<String, String> DOCKER_CE = packages("""
            dockerd              docker-ce
            docker               docker-ce-cli
            dockerd-rootless.sh  docker-ce-rootless-extras
            rootlesskit          docker-ce-rootless-extras
            """);
    private static final Map<String, String> DEBIAN = packages("""
            dockerd              docker.io
            docker               docker.io
            dockerd-rootless.sh  docker.io
            rootlesskit          rootlesskit
            newuidmap            uidmap
            newgidmap            uidmap
            iptables             iptables
            slirp4netns          slirp4netns
            pasta                passt
            fuse-overlayfs       fuse-overlayfs
            dbus-daemon          dbus-user-session
            setcap               libcap2-bin
            """);
    private static final Map<String, String> DEBIAN_13 = with(DEBIAN, "docker", "docker-cli");
    private static final Map<String, String> DEBIAN_11 = without(DEBIAN, "pasta");
    private static final Map<String, String> ARCH = packages("""
            dockerd              docker
            docker               docker
            rootlesskit          rootlesskit
            newuidmap            shadow
            newgidmap            shadow
            iptables             iptables
            slirp4netns          slirp4netns
            pasta                passt
            fuse-overlayfs       fuse-overlayfs
            dbus-daemon          dbus
            setcap               libcap
            """);
    private static final Map<String, String> SUSE = packages("""
            dockerd              docker
            docker               docker
            dockerd-rootless.sh  docker-rootless-extras
            rootlesskit          rootlesskit
            newuidmap            shadow
            newgidmap            shadow
            iptables             iptables
            slirp4netns          slirp4netns
            pasta                passt
            fuse-overlayfs       fuse-overlayfs
            dbus-daemon          dbus-1
            setcap               libcap-progs
            """);
    private static final Map<String, String> RED_HAT = and(DOCKER_CE, """
            newuidmap            shadow-utils
            newgidmap            shadow-utils
            iptables             iptables
            slirp4netns          slirp4netns
            pasta                passt
            fuse-overlayfs       fuse-overlayfs
            dbus-daemon          dbus-daemon
            setcap               libcap
            """);
    private static final Map<String, String> ALPINE = packages("""
            dockerd              docker-engine
            docker               docker-cli
            dockerd-rootless.sh  docker-rootless-extras
            rootlesskit          rootlesskit
            newuidmap            shadow-subids
            newgidmap            shadow-subids
            iptables             iptables
            slirp4netns          slirp4netns
            pasta                passt
            fuse-overlayfs       fuse-overlayfs
            dbus-daemon          dbus
            setcap               libcap
            """);

    private static final String ARCH_NOTES = "dockerd-rootless.sh is in docker-rootless-extras of the AUR";
    private static final String SLES_NOTES = "these packages are in SUSE's Containers Module";
    private static final String REPOSITORY =
            "docker-ce is in Docker's own repository: https://download.docker.com/linux/";
    private static final String ALPINE_NOTES = "these packages are in Alpine's community repository";

    static final List<Distribution> ALL = List.of(
            row("Ubuntu", "ubuntu", Releases.ALL, APT, DEBIAN, NOTHING, NFT, ""),
            row("Debian 11", "debian", Releases.only(11), APT, DEBIAN_11, FUSE, NFT, ""),
            row("Debian 12", "debian", Releases.only(12), APT, DEBIAN, NOTHING, NFT, ""),
            row("Debian 13", "debian", Releases.since(13), APT, DEBIAN_13, NOTHING, NFT, ""),
            row("Arch Linux", "arch", Releases.ALL, PACMAN, ARCH, FUSE, NFT, ARCH_NOTES),
            row("openSUSE Leap 15", "opensuse-leap", Releases.only(15), ZYPPER, SUSE, FUSE, LEGACY, ""),
            row("openSUSE", "opensuse-tumbleweed opensuse-leap opensuse", Releases.since(16), ZYPPER, SUSE, NOTHING,
                    LEGACY, ""),
            row("SLES 15", "sles suse", Releases.only(15), ZYPPER, SUSE, FUSE, LEGACY, SLES_NOTES),
            row("SLES", "sles suse", Releases.since(16), ZYPPER, SUSE, NOTHING, LEGACY, SLES_NOTES),
            row("RHEL 8", "rhel", Releases.only(8), DNF, without(RED_HAT, "pasta"), FUSE, NFT, REPOSITORY + "rhel/"),
            row("RHEL", "rhel", Releases.since(9), DNF, RED_HAT, NOTHING, NFT, REPOSITORY + "rhel/"),
            row("CentOS 8", "centos", Releases.only(8), DNF, without(RED_HAT, "pasta"), FUSE, NFT,
                    REPOSITORY + "centos/"),
            row("CentOS", "centos", Releases.since(9), DNF, RED_HAT, NOTHING, NFT, REPOSITORY + "centos/"),
            row("Fedora", "fedora", Releases.ALL, DNF, RED_HAT, NOTHING, NFT, REPOSITORY + "fedora/"),
            row("Alpine Linux", "alpine", Releases.ALL, APK, ALPINE, NOTHING, LEGACY, ALPINE_NOTES));

    private Distributions() {}

    private static Distribution row(
            String name, String ids, Releases releases, io.rootlessctl.model.PackageSystem system,
            Map<String, String> packages, Set<String> recommended, List<String> modules, String notes) {
        return new Distribution(
                name, Set.of(ids.split(" ")), releases, system, packages, recommended, modules, notes);
    }

    /** One program and its package a line. */
    private static Map<String, String> packages(String lines) {
        var packages = new TreeMap<String, String>();
        lines.lines().map(line -> line.split(" +")).forEach(words -> packages.put(words[0], words[1]));
        return packages;
    }

    private static Map<String, String> and(Map<String, String> packages, String lines) {
        var all = new TreeMap<>(packages);
        all.putAll(packages(lines));
        return all;
    }

    private static Map<String, String> with(Map<String, String> packages, String program, String name) {
        var all = new TreeMap<>(packages);
        all.put(program, name);
        return all;
    }

    private static Map<String, String> without(Map<String, String> packages, String program) {
        var all = new TreeMap<>(packages);
        all.remove(program);
        return all;
    }
}
