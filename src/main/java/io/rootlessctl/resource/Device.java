package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.NetworkDriver;
import io.rootlessctl.manifest.Settings.StorageDriver;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A device that the chosen drivers open as an ordinary user: /dev/net/tun, /dev/fuse. */
final class Device implements ResourceKind<Device.Node, FileStatus> {
    private static final int OPEN_TO_ALL = 0666;
    private static final Map<String, String> MODULES = Map.of("/dev/net/tun", "tun", "/dev/fuse", "fuse");

    record Node(Path path) {}

    @Override
    public String name() {
        return "device";
    }

    @Override
    public List<Desired<Node>> declare(Declaration declaration, LastApplied last, HostView host) {
        var paths = new TreeSet<String>();
        declaration.entries().stream()
                .filter(entry -> entry.settings().daemon().state() == Settings.State.RUNNING)
                .forEach(entry -> paths.addAll(needed(entry.settings())));
        return paths.stream()
                .map(path -> new Desired<>(new Address(name(), path), Scope.HOST, new Node(Path.of(path))))
                .toList();
    }

    /** All network drivers but one make a tap device; only one storage driver is a FUSE file system. */
    static SortedSet<String> needed(Settings settings) {
        var paths = new TreeSet<String>();
        if (settings.network().driver().filter(NetworkDriver.LXC_USER_NIC::equals).isEmpty()) {
            paths.add("/dev/net/tun");
        }
        if (settings.storage().driver().filter(StorageDriver.FUSE_OVERLAYFS::equals).isPresent()) {
            paths.add("/dev/fuse");
        }
        return paths;
    }

    @Override
    public Observation<FileStatus> observe(Node desired, HostView host) {
        return host.status(desired.path(), host.caller());
    }

    @Override
    public SortedMap<String, String> desired(Node desired) {
        return new TreeMap<>(Map.of("mode", octal(OPEN_TO_ALL), "type", "device"));
    }

    @Override
    public SortedMap<String, String> observed(Node desired, Observation<FileStatus> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(status -> {
            fields.put("mode", octal(status.mode()));
            fields.put("type", status.type().name().toLowerCase(Locale.ROOT));
        });
        return fields;
    }

    private static String octal(int mode) {
        return String.format("%04o", mode);
    }

    @Override
    public Proposal propose(Node desired, Observation<FileStatus> observed, List<FieldDiff> diffs, HostView host) {
        var path = desired.path().toString();
        if (observed.found().isEmpty()) {
            return Proposal.hindered(path + ": not there; load the kernel module that makes it",
                    "modprobe " + MODULES.get(path));
        }
        if (observed.found().get().type() != FileStatus.Type.DEVICE) {
            return Proposal.hindered(path + ": not a device; remove it and load the kernel module " + MODULES.get(path));
        }
        return Proposal.of(new Step.SetMode(desired.path(), OPEN_TO_ALL));
    }
}
