package io.rootlessctl.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One primitive effect on a host. A closed set: whoever executes, reverses or renders steps switches over all of
 * them, so a new one does not compile until each knows it.
 *
 * <p>A step of a user's change runs with that user's credentials; a step of the host's runs as root.
 */
public sealed interface Step {

    /** Replaces or creates a file in one rename; {@code mode} is the permission bits, {@code 0644}. */
    record WriteFile(Path path, String content, int mode) implements Step {}

    record RemoveFile(Path path) implements Step {}

    /** Has dockerd read the settings that are about to become its daemon.json; fails with its word when it refuses them. */
    record CheckSettings(Path dockerd, Path file, String content) implements Step {}

    /** Creates one directory, whose parent exists, with the permission bits {@code mode}. */
    record MakeDirectory(Path path, int mode) implements Step {}

    /** Removes a directory that is empty; one that is not stays. */
    record RemoveDirectory(Path path) implements Step {}

    /**
     * Removes a tree whose files may belong to a user's subordinate ids, in a namespace that has them: nothing brings it
     * back.
     */
    record PurgeTree(Path path) implements Step {}

    record SetMode(Path path, int mode) implements Step {}

    /**
     * Makes new keys and certificates; those that are there stay beside, as the former ones. Under the authority that is
     * there, as long as it can be used.
     */
    record IssueCertificates(CertificateOrder order) implements Step {}

    /**
     * Brings the former certificates back.
     *
     * @param digest of those, see {@link CertificateOrder#digest}: secrets are in no record, so others are not taken
     */
    record RestoreCertificates(CertificateOrder order, String digest) implements Step {}

    /** Removes keys and certificates, the former ones too. */
    record DiscardCertificates(CertificateOrder order) implements Step {}

    /**
     * Makes a version of programs the one that is used, all of it at once: unpacks it where it is not there or is not
     * whole, and keeps the version before.
     */
    record InstallPrograms(ProgramsOrder order) implements Step {}

    /** Removes a version of programs; where it is the one that is used, also what leads to it. */
    record RemovePrograms(ProgramsOrder order) implements Step {}

    /** Sets a kernel parameter until the next boot. */
    record SetSysctl(String key, String value) implements Step {}

    /** Loads a kernel module, and what it depends on, until the next boot. */
    record LoadModule(String name) implements Step {}

    record UnloadModule(String name) implements Step {}

    /** Gives the kernel the AppArmor profiles of one file, in place of those it had under the same names. */
    record LoadProfile(Path file) implements Step {}

    record UnloadProfile(Path file) implements Step {}

    /** @param capabilities as setcap takes them, {@code cap_net_bind_service=ep}; empty to take all away */
    record SetCapabilities(Path file, String capabilities) implements Step {}

    /** {@code systemctl VERB [UNIT]} of the system's own systemd. */
    record HostSystemctl(Systemctl.Verb verb, String unit) implements Step {}

    record InstallPackages(PackageSystem system, List<String> names) implements Step {
        public InstallPackages {
            names = List.copyOf(names);
        }
    }

    /** Creates an ordinary user with a home directory. */
    record CreateUser(String name) implements Step {}

    /** Gives a user {@code count} subordinate user ids and group ids, both from {@code start}. */
    record AddSubIds(String user, long start, long count) implements Step {}

    record RemoveSubIds(String user, long start, long count) implements Step {}

    /** Lets a user's manager run from boot on, or no longer. */
    record SetLinger(String user, boolean on) implements Step {}

    /** {@code systemctl --user VERB [UNIT]} for the user whose change it is. */
    record Systemctl(Verb verb, String unit) implements Step {
        public enum Verb {
            DAEMON_RELOAD,
            ENABLE,
            DISABLE,
            START,
            STOP,
            RESTART,
            RELOAD,
            RESET_FAILED;

            /** As systemctl spells it. */
            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
        }
    }

    /** Starts a daemon without systemd, in a session of its own. */
    record StartDirect(DirectLaunch launch) implements Step {}

    /**
     * Ends a daemon that runs without systemd: SIGTERM, then a bounded wait.
     *
     * @param former how it had been started, so that it can be started again; empty when that cannot be known
     */
    record StopDirect(ProcessId process, Duration timeout, Optional<DirectLaunch> former) implements Step {}

    /** Makes a daemon read its settings again: SIGHUP. */
    record SignalReload(ProcessId process) implements Step {}

    /** Makes the user's running RootlessKit forward a port; RootlessKit forgets it when it ends. */
    record PublishPort(PortSpec port) implements Step {}

    record UnpublishPort(PortSpec port) implements Step {}

    /** Waits until a daemon answers on its socket; fails after {@code timeout}. */
    record AwaitReady(Path socket, Duration timeout) implements Step {}
}
