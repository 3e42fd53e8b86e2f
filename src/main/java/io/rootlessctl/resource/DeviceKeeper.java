package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What opens a device to all again at each boot. Source: udev(7); "local.d" of the Alpine and Gentoo wikis. */
enum DeviceKeeper {
    /** It comes with systemd, and is there on some hosts without it, as eudev. */
    UDEV("/etc/udev/rules.d/99-rootlessctl-%s.rules", 0644),
    /** OpenRC's service local runs each script at the end of the boot. */
    OPENRC("/etc/local.d/rootlessctl-%s.start", 0755);

    private static final String MODE = "0666";
    private static final Path RUNNING_UDEV = Path.of("/run/udev/control");
    private static final Path LOCAL = Path.of("/etc/local.d");
    private static final List<Path> LOCAL_ENABLED =
            List.of(Path.of("/etc/runlevels/default/local"), Path.of("/etc/runlevels/boot/local"));

    private final String file;
    private final int mode;

    DeviceKeeper(String file, int mode) {
        this.file = file;
        this.mode = mode;
    }

    /** Empty where nothing on this host would. */
    static Optional<DeviceKeeper> of(HostView host) {
        if (host.systemd() || there(RUNNING_UDEV, host)) {
            return Optional.of(UDEV);
        }
        return LOCAL_ENABLED.stream().anyMatch(link -> there(link, host)) ? Optional.of(OPENRC) : Optional.empty();
    }

    /** Why nothing does. */
    static String lacking(HostView host) {
        return there(LOCAL, host)
                ? "until the next boot: OpenRC's service local is not enabled; run rc-update add local default, then apply again"
                : "until the next boot: without systemd's udev no rule keeps it; apply again after each boot";
    }

    private static boolean there(Path path, HostView host) {
        return host.status(path, host.caller()).found().isPresent();
    }

    String text(Path device) {
        return switch (this) {
            // With the static node, for udev opens it before any module is loaded.
            case UDEV -> "KERNEL==\"" + device.getFileName() + "\", MODE=\"" + MODE + "\", OPTIONS+=\"static_node="
                    + Path.of("/dev").relativize(device) + "\"\n";
            case OPENRC -> "#!/bin/sh\n[ -e " + device + " ] || modprobe " + Device.MODULES.get(device.toString())
                    + "\nchmod " + MODE + " " + device + "\n";
        };
    }

    HostFile file(Path device) {
        return HostFile.at(file.formatted(device.getFileName()));
    }

    int mode() {
        return mode;
    }
}
