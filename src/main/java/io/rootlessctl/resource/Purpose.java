package io.rootlessctl.resource;

import java.util.Map;
import java.util.Optional;

/** What each kind of managed thing is there for, in a sentence or two for its users. */
public final class Purpose {
    private static final Map<String, String> BY_KIND = Map.ofEntries(
            Map.entry("surroundings", "What this host cannot give to rootless Docker, whatever is declared."),
            Map.entry("packages", "The programs that rootless Docker is made of, and the rights that newuidmap and "
                    + "newgidmap need."),
            Map.entry("user", "The account that the daemon runs as."),
            Map.entry("limits", "How many files and processes the user's daemon and containers may have."),
            Map.entry("sub-ids", "The user's subordinate ids, of /etc/subuid and /etc/subgid: the ids of the users in "
                    + "containers. Without 65536 of them dockerd does not start, or images cannot be unpacked."),
            Map.entry("rootful-docker", "The Docker that root runs beside this one."),
            Map.entry("module", "Kernel modules that a daemon without root's rights cannot load by itself."),
            Map.entry("sysctl", "Kernel parameters: now, and after the next boot."),
            Map.entry("apparmor", "The AppArmor profile that allows RootlessKit to make a user namespace."),
            Map.entry("capability", "The right of RootlessKit's file to use ports below 1024."),
            Map.entry("device", "Devices that the network and storage drivers open as the user."),
            Map.entry("delegation", "What systemd delegates of the control groups to users: delegate.conf."),
            Map.entry("linger", "Whether the user's systemd runs from boot on, without a login."),
            Map.entry("controllers", "What of the control groups is really delegated to the user, now."),
            Map.entry("data-root", "The directory of images, containers and volumes. dockerd writes to it as the user, and "
                    + "its file system decides which storage driver works."),
            Map.entry("programs", "Docker's programs out of archives, in ~/bin: which version of them, and that none was changed."),
            Map.entry("tcp", "Docker's API over TCP: where it listens, and that clients show a certificate."),
            Map.entry("certificates", "The certificates and keys of the daemon's TCP socket, made here, and how long they last."),
            Map.entry("ssh", "Whether docker -H ssh://... reaches this daemon: the environment of a shell that is not interactive."),
            Map.entry("daemon-json", "dockerd's settings: those that are declared, and no others of the file."),
            Map.entry("user-unit", "docker.service of the user's systemd."),
            Map.entry("network", "Whether the declared drivers can be had here, and go together."),
            Map.entry("override-conf", "RootlessKit's settings, in a drop-in of docker.service."),
            Map.entry("direct-env", "RootlessKit's settings where no systemd starts the daemon."),
            Map.entry("context", "The context by which docker clients find the daemon."),
            Map.entry("shell", "The lines of the shell's start-up file by which docker clients find the daemon."),
            Map.entry("daemon", "The running daemon: that it runs, starts by itself, and is what the files say."),
            Map.entry("published-port", "A port of the host that RootlessKit forwards into the daemon's network."),
            Map.entry("lint", "What Docker accepts and what does no good: advice, and no change."));

    private Purpose() {}

    /** Empty text for what is no kind. */
    public static String of(String kind) {
        return Optional.ofNullable(BY_KIND.get(kind)).orElse("");
    }
}
