package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.NetworkDriver;
import io.rootlessctl.manifest.Settings.StorageDriver;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Octal;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A device that the chosen drivers open as an ordinary user: /dev/net/tun, /dev/fuse. */
final class Device implements ResourceKind<Device.Node, Device.Seen> {
    private static final int OPEN_TO_ALL = 0666;
    static final Map<String, String> MODULES = Map.of("/dev/net/tun", "tun", "/dev/fuse", "fuse");

    /**
     * @param wanted false when no driver opens it any more
     * @param last what is known of the time before us
     * @param persist whether a rule of ours has to keep it open, for it was closed once
     * @param keeper whose rule that is
     */
    record Node(Path path, boolean wanted, boolean persist, DeviceKeeper keeper, Applied last) {
        HostFile rule() {
            return keeper.file(path);
        }

        String text() {
            return keeper.text(path);
        }
    }

    /** @param rule the text of our rule */
    record Seen(FileStatus status, Optional<String> rule) {}

    @Override
    public String name() {
        return "device";
    }

    @Override
    public List<Desired<Node>> declare(Declaration declaration, LastApplied last, HostView host) {
        var wanted = new TreeSet<String>();
        declaration.entries().stream()
                .filter(entry -> entry.settings().daemon().state() == Settings.State.RUNNING)
                .forEach(entry -> wanted.addAll(needed(entry.settings())));
        var paths = new TreeSet<>(wanted);
        if (declaration.decides(host)) {
            paths.addAll(last.names(Scope.HOST, name()));
        }
        return paths.stream()
                .map(path -> new Desired<>(new Address(name(), path), Scope.HOST, node(Path.of(path), wanted.contains(path), last, host)))
                .toList();
    }

    /** Where it is open without us, nothing of ours keeps it so. */
    private Node node(Path path, boolean wanted, LastApplied last, HostView host) {
        var applied = last.at(Scope.HOST, new Address(name(), path.toString()));
        var keeper = DeviceKeeper.of(host);
        var plain = new Node(path, wanted, false, keeper.orElse(DeviceKeeper.UDEV), applied);
        boolean closed = host.status(path, host.caller()).found().filter(status -> status.mode() != OPEN_TO_ALL).isPresent();
        boolean ours = applied.fields().containsKey("persisted")
                || host.status(plain.rule().path(), host.caller()).found().isPresent();
        return new Node(path, wanted, keeper.isPresent() && (closed || ours), plain.keeper(), applied);
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
    public Observation<Seen> observe(Node desired, HostView host) {
        var rule = desired.rule().read(host);
        return desired.persist() && rule.obstacle().isPresent() ? rule.flatMap(_ -> Observation.absent())
                : host.status(desired.path(), host.caller())
                        .map(status -> new Seen(status, rule.found().map(FileText::content)));
    }

    @Override
    public SortedMap<String, String> desired(Node desired) {
        if (!desired.wanted()) {
            return new TreeMap<>();
        }
        var fields = new TreeMap<>(Map.of("mode", Octal.of(OPEN_TO_ALL), "type", "device"));
        if (desired.persist()) {
            fields.put("persisted", Octal.of(OPEN_TO_ALL));
        }
        return fields;
    }

    @Override
    public SortedMap<String, String> observed(Node desired, Observation<Seen> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(seen -> {
            fields.put("mode", Octal.of(seen.status().mode()));
            fields.put("type", seen.status().type().name().toLowerCase(Locale.ROOT));
            seen.rule().ifPresent(text -> fields.put(
                    "persisted", text.equals(desired.text()) ? Octal.of(OPEN_TO_ALL) : "another rule"));
        });
        return fields;
    }

    /** A device that came with a module goes with it. */
    @Override
    public Set<String> letBe(Node desired) {
        if (desired.wanted()) {
            return Set.of();
        }
        return desired.last().former("mode").isPresent() ? Set.of("type") : Set.of("type", "mode");
    }

    private static List<Step> takenBack(Node desired, List<FieldDiff> diffs) {
        var steps = new ArrayList<Step>();
        for (var diff : diffs) {
            switch (diff.field()) {
                case "persisted" -> steps.addAll(desired.rule().remove());
                case "mode" -> diff.desired().ifPresent(mode ->
                        steps.add(new Step.SetMode(desired.path(), Integer.parseInt(mode, 8))));
                default -> throw new IllegalStateException("device: no field " + diff.field() + " of ours");
            }
        }
        return steps;
    }

    @Override
    public Proposal propose(Node desired, Observation<Seen> observed, List<FieldDiff> diffs, HostView host) {
        if (!desired.wanted()) {
            return Proposal.of(takenBack(desired, diffs));
        }
        var path = desired.path().toString();
        if (observed.found().isEmpty()) {
            return Proposal.hindered(path + ": not there; load the kernel module that makes it",
                    "modprobe " + MODULES.get(path));
        }
        if (observed.found().get().status().type() != FileStatus.Type.DEVICE) {
            return Proposal.hindered(path + ": not a device; remove it and load the kernel module " + MODULES.get(path));
        }
        var steps = new ArrayList<Step>();
        for (var diff : diffs) {
            steps.addAll(diff.field().equals("mode") ? List.of(new Step.SetMode(desired.path(), OPEN_TO_ALL))
                    : desired.rule().write(desired.text(), desired.keeper().mode(), host));
        }
        return Proposal.of(steps).because(desired.persist() ? "" : DeviceKeeper.lacking(host));
    }
}
