package io.rootlessctl.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The distributions' package managers: how each installs without a question, in one transaction, waiting a bounded time
 * for whoever holds its lock.
 *
 * <table>
 * <caption>The wait</caption>
 * <tr><th></th><th>waits</th><th>source</th></tr>
 * <tr><td>apt</td><td>as long as DPkg::Lock::Timeout says, from apt 1.9.11 on</td><td>apt-get(8)</td></tr>
 * <tr><td>dnf</td><td>until the lock is free; timeout ends it</td><td>dnf.conf(5), exit_on_lock</td></tr>
 * <tr><td>zypper</td><td>as long as ZYPP_LOCK_TIMEOUT says</td><td>zypp.conf(5), lock_timeout</td></tr>
 * <tr><td>pacman</td><td>never; {@link #lock} is there while another one works</td><td>pacman(8), db.lck</td></tr>
 * <tr><td>apk</td><td>as long as --wait says</td><td>apk(8)</td></tr>
 * </table>
 */
public enum PackageSystem {
    /** With --no-remove: Docker's own packages conflict with the distribution's, and would push a Docker out. */
    APT(HostCommand.of("apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", "install", "-y", "--no-install-recommends",
            "--no-remove").with(Map.of("DEBIAN_FRONTEND", "noninteractive"))),
    DNF(HostCommand.of("timeout", "840", "dnf", "install", "-y")),
    ZYPPER(HostCommand.of("zypper", "--non-interactive", "install").with(Map.of("ZYPP_LOCK_TIMEOUT", "120"))),
    PACMAN(HostCommand.of("pacman", "-S", "--noconfirm", "--needed")),
    APK(HostCommand.of("apk", "--wait", "120", "add"));

    /** Seconds, as in the commands above. */
    public static final int LOCK_WAIT = 120;

    private final HostCommand install;

    PackageSystem(HostCommand install) {
        this.install = install;
    }

    public HostCommand install(List<String> names) {
        return install.and(names);
    }

    /**
     * For those that keep lists they do not renew on their own: without any, or with old ones, they find nothing, or what
     * the mirrors no longer have.
     */
    public Optional<HostCommand> refresh() {
        return switch (this) {
            case APT -> Optional.of(HostCommand.of("apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", "update"));
            case PACMAN -> Optional.of(HostCommand.of("pacman", "-Sy", "--noconfirm"));
            case DNF, ZYPPER, APK -> Optional.empty();
        };
    }

    /**
     * Whether lists may be renewed before it is known that they have to be. Not pacman's: with new lists and no upgrade,
     * what is installed next may want newer libraries than there are (a partial upgrade, which Arch does not support).
     * To upgrade a whole host is its administrator's decision, so that it is done only where nothing else helps.
     */
    public boolean refreshesFreely() {
        return this != PACMAN;
    }

    /** The file that is there while another one works, for a manager that does not wait for it. */
    public Optional<Path> lock() {
        return this == PACMAN ? Optional.of(Path.of("/var/lib/pacman/db.lck")) : Optional.empty();
    }
}
