package io.rootlessctl.resource;

import static io.rootlessctl.host.Firewall.IP_TABLES;
import static io.rootlessctl.host.Firewall.NF_TABLES;
import static io.rootlessctl.model.PackageSystem.APK;
import static io.rootlessctl.model.PackageSystem.APT;
import static io.rootlessctl.model.PackageSystem.DNF;
import static io.rootlessctl.model.PackageSystem.PACMAN;
import static io.rootlessctl.model.PackageSystem.ZYPPER;

import io.rootlessctl.host.Firewall;
import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.resource.Distribution.Releases;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The distributions that are known, older releases first: data, and nothing but data. */
final class Distributions {
    private static final Set<String> NOTHING = Set.of();
    private static final Set<String> FUSE = Set.of("fuse-overlayfs");
    /**
     * Packages of Docker's own repository, alike for all package systems; source: the packaging of docker-ce,
     * docker-ce-rootless-extras.
     */
    static final Map<String, String> DOCKER_CE = packages("""
            dockerd              docker-ce
            docker               docker-ce-cli
            dockerd-rootless.sh  docker-ce-rootless-extras
            rootlesskit          docker-ce-rootless-extras
            """);
    /** Source: packages.debian.org, the file lists of docker.io (contrib/dockerd-rootless.sh), rootlesskit, uidmap. */
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
            usermod              passwd
            setpriv              util-linux
            """);
    /** Debian 13 has the client in a package of its own; source: packages.debian.org, docker-cli. */
    private static final Map<String, String> DEBIAN_13 = with(DEBIAN, "docker", "docker-cli");
    /** passt came with Debian 12; source: packages.debian.org. */
    private static final Map<String, String> DEBIAN_11 = without(DEBIAN, "pasta");
    /**
     * docker.io of Ubuntu has dockerd-rootless.sh from 26.04 on; before, Docker's own packages have it. passt came after
     * 22.04, and iptables works with nf_tables after 20.04. Source: "Rootless Docker" of the Ubuntu Server documentation, packages.ubuntu.com.
     */
    private static final Map<String, String> UBUNTU_24 = and(DEBIAN, DOCKER_CE);
    /** Source: archlinux.org/packages, docker and rootlesskit in extra; the AUR, docker-rootless-extras. */
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
            usermod              shadow
            setpriv              util-linux
            """);
    /**
     * Source: docker.spec of openSUSE's and SLE's docker, subpackage docker-rootless-extras, which requires rootlesskit,
     * slirp4netns and fuse-overlayfs; rootlesskit.spec.
     */
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
            usermod              shadow
            setpriv              util-linux
            """);
    /**
     * Source: "Distribution-specific hint" of Docker's rootless page; docker-ce-rootless-extras.spec, which has rootlesskit
     * and conflicts with the distribution's. RHEL 10 still has slirp4netns ("Considerations in adopting RHEL 10").
     */
    private static final Map<String, String> RED_HAT = and(DOCKER_CE, packages("""
            newuidmap            shadow-utils
            newgidmap            shadow-utils
            iptables             iptables
            slirp4netns          slirp4netns
            pasta                passt
            fuse-overlayfs       fuse-overlayfs
            dbus-daemon          dbus-daemon
            setcap               libcap
            usermod              shadow-utils
            setpriv              util-linux
            """));
    /**
     * Source: the APKBUILDs of docker, docker-rootless-extras (dockerd-rootless without .sh; requires rootlesskit,
     * slirp4netns and fuse-overlayfs), util-linux (setpriv) and libcap in aports; pkgs.alpinelinux.org, shadow-subids.
     * busybox has no usermod, and its setpriv is not that of util-linux. iptables works with nf_tables from Alpine 3.19 on.
     */
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
            usermod              shadow
            setpriv              setpriv
            """);

    private static final String ARCH_NOTES = "dockerd-rootless.sh is in docker-rootless-extras of the AUR";
    private static final String SLES_NOTES = "these packages are in SUSE's Containers Module";
    private static final String REPOSITORY =
            "docker-ce is in Docker's own repository: https://download.docker.com/linux/";
    private static final String ALPINE_NOTES = "these packages are in Alpine's community repository";

    static final List<Distribution> ALL = List.of(
            row("Ubuntu 20.04", "ubuntu", new Releases(0, 20), APT, without(UBUNTU_24, "pasta"), NOTHING, IP_TABLES,
                    REPOSITORY + "ubuntu/"),
            row("Ubuntu 22.04", "ubuntu", new Releases(21, 22), APT, without(UBUNTU_24, "pasta"), NOTHING, NF_TABLES,
                    REPOSITORY + "ubuntu/"),
            row("Ubuntu 24.04", "ubuntu", new Releases(23, 25), APT, UBUNTU_24, NOTHING, NF_TABLES,
                    REPOSITORY + "ubuntu/"),
            row("Ubuntu", "ubuntu", Releases.since(26), APT, DEBIAN, NOTHING, NF_TABLES, ""),
            row("Debian 11", "debian", Releases.only(11), APT, DEBIAN_11, FUSE, NF_TABLES, ""),
            row("Debian 12", "debian", Releases.only(12), APT, DEBIAN, NOTHING, NF_TABLES, ""),
            row("Debian 13", "debian", Releases.since(13), APT, DEBIAN_13, NOTHING, NF_TABLES, ""),
            row("Arch Linux", "arch", Releases.ALL, PACMAN, ARCH, FUSE, NF_TABLES, ARCH_NOTES),
            row("openSUSE Leap 15", "opensuse-leap", Releases.only(15), ZYPPER, SUSE, FUSE, IP_TABLES, ""),
            row("openSUSE", "opensuse-tumbleweed opensuse-slowroll opensuse-microos opensuse-leap opensuse", Releases.since(16), ZYPPER, SUSE, NOTHING,
                    IP_TABLES, ""),
            row("SLES 15", "sles suse", Releases.only(15), ZYPPER, SUSE, FUSE, IP_TABLES, SLES_NOTES),
            row("SLES", "sles suse", Releases.since(16), ZYPPER, SUSE, NOTHING, IP_TABLES, SLES_NOTES),
            row("RHEL 8", "rhel", Releases.only(8), DNF, without(RED_HAT, "pasta"), FUSE, NF_TABLES, REPOSITORY + "rhel/"),
            row("RHEL", "rhel", Releases.since(9), DNF, RED_HAT, NOTHING, NF_TABLES, REPOSITORY + "rhel/"),
            row("CentOS 8", "centos", Releases.only(8), DNF, without(RED_HAT, "pasta"), FUSE, NF_TABLES,
                    REPOSITORY + "centos/"),
            row("CentOS", "centos", Releases.since(9), DNF, RED_HAT, NOTHING, NF_TABLES, REPOSITORY + "centos/"),
            row("Fedora", "fedora", Releases.ALL, DNF, RED_HAT, NOTHING, NF_TABLES, REPOSITORY + "fedora/"),
            row("Alpine Linux", "alpine", Releases.ALL, APK, ALPINE, NOTHING, NF_TABLES, ALPINE_NOTES));

    /** Releases by the names that distributions made from them give in /etc/os-release. */
    static final Map<String, Long> CODENAMES = Map.ofEntries(
            Map.entry("ubuntu focal", 20L), Map.entry("ubuntu jammy", 22L), Map.entry("ubuntu noble", 24L),
            Map.entry("ubuntu plucky", 25L), Map.entry("ubuntu questing", 25L), Map.entry("ubuntu resolute", 26L),
            Map.entry("debian bullseye", 11L), Map.entry("debian bookworm", 12L), Map.entry("debian trixie", 13L),
            Map.entry("debian forky", 14L));

    private Distributions() {}

    private static Distribution row(
            String name, String ids, Releases releases, PackageSystem system,
            Map<String, String> packages, Set<String> recommended, Firewall firewall, String notes) {
        return new Distribution(
                name, Set.of(ids.split(" ")), releases, system, packages, recommended, firewall, notes);
    }

    /** One program and its package a line. */
    private static Map<String, String> packages(String lines) {
        var packages = new TreeMap<String, String>();
        lines.lines().map(line -> line.split(" +")).forEach(words -> packages.put(words[0], words[1]));
        return packages;
    }

    private static Map<String, String> and(Map<String, String> packages, Map<String, String> others) {
        var all = new TreeMap<>(packages);
        all.putAll(others);
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
