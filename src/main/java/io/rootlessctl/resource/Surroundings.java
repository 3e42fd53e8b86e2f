package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Kernel.Cgroups;
import io.rootlessctl.manifest.Settings.State;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What this host cannot give to rootless Docker, whatever is declared: said where it is so, and changed by nothing.
 * Source: Docker's rootless page, "Known limitations", "Rootless Docker in Docker" and "Troubleshooting".
 */
final class Surroundings implements ResourceKind<List<String>, Boolean> {
    private static final List<String> CONTAINER =
            List.of("/.dockerenv", "/run/.containerenv", "/run/systemd/container");
    private static final Path SELINUX = Path.of("/sys/fs/selinux/enforce");
    private static final int OLDEST_SYSTEMD = 236;
    private static final Version LOCKS_UNDER_SELINUX = Version.of(20, 10, 8);

    @Override
    public String name() {
        return "surroundings";
    }

    @Override
    public List<Desired<List<String>>> declare(Declaration declaration, LastApplied last, HostView host) {
        boolean someone = declaration.entries().stream().anyMatch(entry -> entry.settings().daemon().state() == State.RUNNING);
        var notes = someone ? notes(host) : List.<String>of();
        return notes.isEmpty() ? List.of() : List.of(new Desired<>(new Address(name(), "host"), Scope.HOST, notes));
    }

    private static List<String> notes(HostView host) {
        var notes = new ArrayList<String>();
        Stream.of(container(host), systemd(host), controlGroups(host), kernel(host), selinux(host))
                .flatMap(Optional::stream).forEach(notes::add);
        return notes;
    }

    private static Optional<String> container(HostView host) {
        return CONTAINER.stream().filter(mark -> host.status(Path.of(mark), host.caller()).found().isPresent()).findFirst()
                .map(mark -> mark + ": this is a container; rootless Docker in it needs one that was started with "
                        + "--privileged, and kernel modules, AppArmor profiles and most kernel parameters are to be set "
                        + "on the host outside");
    }

    /**
     * Source: systemd's NEWS of 236 (journalctl --output-fields, lists in Delegate=). With cgroup v2, which is the usual
     * one from 243 on, it is newer, and nobody has to be asked.
     */
    private static Optional<String> systemd(HostView host) {
        return host.systemd() && host.kernel().cgroups() != Cgroups.V2
                ? host.version("systemctl", host.caller()).found().filter(version -> !version.atLeast(OLDEST_SYSTEMD))
                        .map(version -> "systemd " + version + ": " + OLDEST_SYSTEMD + " or newer is needed to read the daemon's "
                                + "log from the journal and for cgroup.controllers; upgrade it, or declare daemon.manager = "
                                + "\"direct\" and no controllers: then rootlessctl starts the daemon itself and the log is a file")
                : Optional.empty();
    }

    /** A host without systemd is no less without limits: there status says so, and nobody would expect them. */
    private static Optional<String> controlGroups(HostView host) {
        return host.systemd() && host.kernel().cgroups() != Cgroups.V2
                ? Optional.of("cgroup v2 is not what /sys/fs/cgroup has: --cpus, --memory and --pids-limit are ignored; "
                        + "boot with systemd.unified_cgroup_hierarchy=1, or limit single processes with docker run "
                        + "--ulimit and with cpulimit")
                : Optional.empty();
    }

    private static Optional<String> kernel(HostView host) {
        var kernel = host.kernel();
        return kernel.atLeast(4, 18) || StorageRules.overlay(host) ? Optional.empty()
                : Optional.of("kernel " + kernel.release() + " is older than 4.18: of the storage drivers only vfs works, "
                        + "which copies every layer; boot a newer one, or declare storage.driver = \"vfs\"");
    }

    private static Optional<String> selinux(HostView host) {
        boolean enforcing = host.text(SELINUX, host.caller()).found()
                .filter(text -> text.content().strip().equals("1")).isPresent();
        return enforcing ? host.version("dockerd", host.caller()).found()
                .filter(version -> version.compareTo(LOCKS_UNDER_SELINUX) < 0)
                .map(version -> "SELinux keeps dockerd " + version + " from locking /run/xtables.lock; upgrade Docker to "
                        + LOCKS_UNDER_SELINUX + " or newer, or as root: dnf install -y policycoreutils-python-utils, then "
                        + "semanage permissive -a iptables_t")
                : Optional.empty();
    }

    @Override
    public Observation<Boolean> observe(List<String> desired, HostView host) {
        return Observation.present(true);
    }

    @Override
    public SortedMap<String, String> desired(List<String> desired) {
        return new TreeMap<>();
    }

    @Override
    public SortedMap<String, String> observed(List<String> desired, Observation<Boolean> observed) {
        return new TreeMap<>();
    }

    @Override
    public Proposal propose(List<String> desired, Observation<Boolean> observed, List<FieldDiff> diffs, HostView host) {
        return Proposal.of();
    }

    @Override
    public List<String> warnings(List<String> desired, Observation<Boolean> observed) {
        return desired;
    }
}
