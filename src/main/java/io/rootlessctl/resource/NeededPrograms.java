package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings.NetworkDriver;
import io.rootlessctl.manifest.Settings.Privileged;
import io.rootlessctl.manifest.Settings.StorageDriver;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which programs a declaration needs on a host. */
final class NeededPrograms {
    /**
     * Those that a user's own will not do for: the kernel heeds only root's newuidmap, and root runs no user's program.
     * Root needs setpriv of util-linux to do anything as another user: busybox's knows no --reuid.
     */
    static final Set<String> OF_THE_SYSTEM = Set.of("newuidmap", "newgidmap", "setpriv");

    private NeededPrograms() {}

    /** What the distribution advises, or the kernel needs, for a storage driver that nobody has declared. */
    static SortedSet<String> recommended(Declaration declaration, HostView host) {
        boolean open = declaration.entries().stream().anyMatch(entry ->
                entry.wanted() && entry.settings().storage().driver().isEmpty());
        var advised = new TreeSet<String>();
        if (open) {
            host.osRelease().found().flatMap(Distribution::of).map(Distribution::recommended).ifPresent(advised::addAll);
            if (!StorageRules.overlay(host)) {
                advised.add("fuse-overlayfs");
            }
        }
        return advised;
    }

    static SortedSet<String> of(Declaration declaration, boolean install, HostView host) {
        var programs = new TreeSet<>(List.of(
                "dockerd", "dockerd-rootless.sh", "rootlesskit", "newuidmap", "newgidmap", "iptables", "usermod"));
        if (install) {
            programs.add("docker");
        }
        for (var entry : declaration.entries()) {
            var account = host.account(entry.name()).found().orElse(host.caller());
            programs.add(program(UserNetwork.driver(entry.settings(), account, host)));
            entry.settings().storage().driver().filter(StorageDriver.FUSE_OVERLAYFS::equals)
                    .ifPresent(_ -> programs.add("fuse-overlayfs"));
            entry.settings().ports().privileged().filter(Privileged.CAPABILITY::equals)
                    .ifPresent(_ -> programs.add("setcap"));
        }
        if (host.systemd()) {
            programs.add("dbus-daemon");
        }
        if (host.root() && declaration.entries().stream().anyMatch(entry -> !entry.name().equals(host.caller().name()))) {
            programs.add("setpriv");
        }
        programs.remove("");
        programs.removeAll(brought(declaration, host));
        return programs;
    }

    /**
     * What no package shall bring, for it has been declared to come out of archives: whose these are for is not there yet,
     * or something is wrong with them, which is told by itself.
     */
    private static Set<String> brought(Declaration declaration, HostView host) {
        boolean all = !declaration.entries().isEmpty()
                && declaration.entries().stream().allMatch(entry -> entry.settings().install().isPresent());
        boolean open = declaration.users().isEmpty() || declaration.users().stream().anyMatch(user -> {
            var sources = new ProgramSources(user.settings(), user.account(), host);
            return sources.order().flatMap(sources::names).found().isEmpty();
        });
        return all && open ? Set.of("docker", "dockerd", "dockerd-rootless.sh", "rootlesskit") : Set.of();
    }

    private static String program(NetworkDriver driver) {
        return switch (driver) {
            case SLIRP4NETNS -> "slirp4netns";
            case PASTA -> "pasta";
            case VPNKIT -> "vpnkit";
            case LXC_USER_NIC, GVISOR_TAP_VSOCK -> "";
        };
    }
}
