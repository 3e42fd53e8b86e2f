package io.rootlessctl.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The distributions' package managers: how each installs without a question, in one transaction, waiting a bounded time
 * for whoever holds its lock, and how it says that it could not.
 *
 * <table>
 * <caption>The wait</caption>
 * <tr><th></th><th>waits on its own</th><th>gives up with</th><th>source</th></tr>
 * <tr><td>apt</td><td>as long as DPkg::Lock::Timeout says, from apt 1.9.11 on; for its lists never</td>
 * <td>Could not get lock</td><td>apt-get(8)</td></tr>
 * <tr><td>dnf</td><td>4: for ever, unless exit_on_lock is set; 5: never, and from 5.4 on for ever: see {@link #locks}</td>
 * <td>4: status 200; 5: rpm transaction lock</td><td>dnf(8), dnf.conf(5), dnf5's transaction.cpp, dnf5 5.4 itself</td></tr>
 * <tr><td>zypper</td><td>as long as ZYPP_LOCK_TIMEOUT says</td><td>status 7</td><td>zypper(8)</td></tr>
 * <tr><td>pacman</td><td>never; {@link #locks} is there while another one works</td><td>unable to lock database</td>
 * <td>pacman(8), db.lck</td></tr>
 * <tr><td>apk</td><td>as long as --wait says</td><td>Unable to lock database</td><td>apk(8)</td></tr>
 * </table>
 */
public enum PackageSystem {
    /** With --no-remove: Docker's own packages conflict with the distribution's, and would push a Docker out. */
    APT(HostCommand.of("apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", "install", "-y", "--no-install-recommends",
            "--no-remove").with(Map.of("DEBIAN_FRONTEND", "noninteractive"))),
    DNF(HostCommand.of("dnf", "--setopt=exit_on_lock=True", "install", "-y")),
    ZYPPER(HostCommand.of("zypper", "--non-interactive", "install").with(Map.of("ZYPP_LOCK_TIMEOUT", "120"))),
    PACMAN(HostCommand.of("pacman", "-S", "--noconfirm", "--needed")),
    /** apk asks nothing by default, and renews old lists itself. */
    APK(HostCommand.of("apk", "--wait", "120", "add"));

    /** Exit status of dnf 4 when another one is at work and it was told not to wait. */
    public static final int DNF_LOCKED = 200;

    /**
     * Exit statuses with which zypper has installed what it was asked for: a restart of the host or of zypper is due,
     * another repository could not be read, a package's own script failed.
     */
    public static final List<Integer> ZYPPER_INSTALLED = List.of(102, 103, 106, 107);

    private static final int ZYPPER_LOCKED = 7;

    /** Seconds, as in the commands above. */
    public static final int LOCK_WAIT = 120;

    private final HostCommand install;

    PackageSystem(HostCommand install) {
        this.install = install;
    }

    public HostCommand install(List<String> names) {
        return install.and(names);
    }

    /** What an administrator would type to be rid of packages again; it asks before it does so. */
    public String removal(List<String> names) {
        var command = switch (this) {
            case APT -> "apt-get remove ";
            case DNF -> "dnf remove ";
            case ZYPPER -> "zypper remove ";
            case PACMAN -> "pacman -R ";
            case APK -> "apk del ";
        };
        return command + String.join(" ", names);
    }

    /** Whether what was asked for is installed. */
    public boolean installed(int exit) {
        return exit == 0 || this == ZYPPER && ZYPPER_INSTALLED.contains(exit);
    }

    /**
     * Whether it gave up because another one was at work.
     *
     * @param words what it wrote on standard error, in English
     */
    public boolean locked(int exit, String words) {
        return exit != 0 && switch (this) {
            case APT -> words.contains("Could not get lock");
            case DNF -> exit == DNF_LOCKED || words.contains("transaction lock");
            case ZYPPER -> exit == ZYPPER_LOCKED;
            case PACMAN -> words.contains("unable to lock database");
            case APK -> words.contains("Unable to lock database");
        };
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
     * The files that are there (pacman), or locked by fcntl(2) (dnf 5, once under the one path, once under the other),
     * while another one works, for a manager that does not wait for it, or for ever. Pacman's stays when one is killed.
     */
    public List<Path> locks() {
        return switch (this) {
            case PACMAN -> List.of(Path.of("/var/lib/pacman/db.lck"));
            case DNF -> List.of(Path.of("/usr/lib/sysimage/libdnf5/system-repo.lock"), Path.of("/var/lib/dnf/system-repo.lock"));
            case APT, ZYPPER, APK -> List.of();
        };
    }

    /** Whether it is not to be started while another one works, for it would wait without an end. */
    public boolean waitsForEver() {
        return this == DNF;
    }
}
