package io.rootlessctl.resource;

import io.rootlessctl.host.Firewall;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Manifest.UserEntry;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kernel module: {@code loaded} now, and {@code persisted}, loaded at the next boot by a file of our own or of
 * anybody's. One that is built into the kernel is both.
 */
final class KernelModule implements ResourceKind<KernelModule.Wish, KernelModule.Seen> {
    private static final String YES = "true";
    private static final String REQUIRED = "required";
    private static final String FIREWALL = "firewall";
    private static final String DEVICE = "device";
    private static final List<String> LEGACY = List.of("ip_tables", "iptable_mangle", "iptable_nat", "iptable_filter");
    private static final String BACKEND = "firewall-backend";
    private static final int WITHOUT_IPTABLES = 29;

    /**
     * @param wanted false when it is not declared any more
     * @param ours whether we loaded it
     * @param required what needs it though nobody has declared it: {@link #FIREWALL} or {@link #DEVICE}
     */
    record Wish(String module, boolean wanted, boolean ours, Optional<String> required) {
        HostFile file() {
            return HostFile.at(KernelModules.OWN + module + ".conf");
        }
    }

    /** @param own whether our file is there */
    record Seen(KernelModules kernel, boolean atBoot, boolean own) {}

    @Override
    public String name() {
        return "module";
    }

    @Override
    public Set<String> keys() {
        return Set.of("host.modules");
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var wishes = new TreeMap<String, Wish>();
        if (declaration.decides(host)) {
            last.names(Scope.HOST, name())
                    .forEach(module -> wishes.put(module, new Wish(module, false, loadedByUs(module, last), Optional.empty())));
        }
        // What had to be loaded once has to stay: it is not missing any more, because we load it.
        var before = new TreeMap<String, String>();
        last.names(Scope.HOST, name()).forEach(module -> Optional
                .ofNullable(last.at(Scope.HOST, address(module)).notes().get(REQUIRED))
                .ifPresent(why -> before.put(module, why)));
        var kernel = KernelModules.of(host);
        forDevices(declaration, kernel, host).filter(needed(DEVICE, before, kernel))
                .forEach(module -> wishes.put(module, new Wish(module, true, false, Optional.of(DEVICE))));
        forFirewall(declaration, host)
                .filter(needed(FIREWALL, before, kernel).or(module -> lostAtBoot(module, kernel, host)))
                .forEach(module -> wishes.put(module, new Wish(module, true, false, Optional.of(FIREWALL))));
        declaration.host().modules().stream().map(KernelModules::normal)
                .forEach(module -> wishes.put(module, new Wish(module, true, false, Optional.empty())));
        return wishes.values().stream()
                .map(wish -> new Desired<>(address(wish.module()), Scope.HOST, wish)).toList();
    }

    private boolean loadedByUs(String module, LastApplied last) {
        return last.at(Scope.HOST, address(module)).undo().steps().contains(new Step.UnloadModule(module));
    }

    private Address address(String module) {
        return new Address(name(), module);
    }

    /** Only what is not there is needed: dockerd runs in a user namespace, which cannot make the kernel load anything. */
    private static Predicate<String> needed(String why, Map<String, String> before, KernelModules kernel) {
        return module -> why.equals(before.get(module)) || kernel.loads() && kernel.onDisk() && !kernel.has(module);
    }

    /**
     * Whether it is there now, because somebody used it, and nobody says that it will be after a boot. nf_tables is no
     * such module: the kernel loads it on demand, from a user namespace too, as seen on Debian 13.
     */
    private static boolean lostAtBoot(String module, KernelModules kernel, HostView host) {
        return LEGACY.contains(module) && kernel.loads() && kernel.onDisk() && kernel.has(module)
                && !kernel.builtIn(module) && !KernelModules.atBoot(host).contains(module)
                && !KernelModules.lacks(module, host);
    }

    private static Stream<Settings> running(Declaration declaration) {
        return declaration.all().stream().map(UserEntry::settings)
                .filter(settings -> settings.daemon().state() == Settings.State.RUNNING);
    }

    /** Those whose devices are not there, or came only with them. */
    private static Stream<String> forDevices(Declaration declaration, KernelModules kernel, HostView host) {
        return running(declaration).flatMap(settings -> Device.needed(settings).stream()).distinct()
                .filter(path -> kernel.has(Device.MODULES.get(path))
                        || host.status(Path.of(path), host.caller()) instanceof Observation.Absent<?>)
                .map(Device.MODULES::get);
    }

    /**
     * What Docker's set-up tool asks for too: nf_tables where iptables works with it, else ip_tables; and what the
     * tables of the latter are in. Source: dockerd-rootless-setuptool.sh and Docker's rootless page, openSUSE and SLES.
     */
    private static Stream<String> forFirewall(Declaration declaration, HostView host) {
        if (running(declaration).findAny().isEmpty()) {
            return Stream.of();
        }
        return switch (firewall(declaration, host)) {
            case NF_TABLES -> Stream.of("nf_tables");
            case IP_TABLES -> LEGACY.stream();
        };
    }

    /**
     * Docker 29 and later can do without iptables; an older one refuses the setting. Where there is no iptables yet, the
     * distribution's is going to come.
     */
    private static Firewall firewall(Declaration declaration, HostView host) {
        boolean direct = running(declaration).allMatch(settings ->
                        "\"nftables\"".equals(settings.daemon().settings().get(BACKEND)))
                && host.version("dockerd", host.caller()).found().filter(version -> !version.atLeast(WITHOUT_IPTABLES)).isEmpty();
        return direct ? Firewall.NF_TABLES : host.firewall().found()
                .or(() -> host.osRelease().found().flatMap(Distribution::of).map(Distribution::firewall))
                .orElse(Firewall.NF_TABLES);
    }

    @Override
    public Observation<Seen> observe(Wish desired, HostView host) {
        var kernel = KernelModules.of(host);
        var own = desired.file().read(host);
        return kernel.obstacle().or(own::obstacle)
                .<Observation<Seen>>map(problem -> new Observation.Malformed<>("module " + desired.module(), problem))
                .orElseGet(() -> Observation.present(new Seen(
                        kernel, KernelModules.atBoot(host).contains(desired.module()), own.found().isPresent())));
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return new TreeMap<>(desired.wanted() ? Map.of("loaded", YES, "persisted", YES) : Map.of());
    }

    /** A module that is not wanted any more stays loaded unless we loaded it and nothing uses it; our file is ours. */
    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<Seen> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(seen -> {
            boolean settled = !seen.kernel().loads() || seen.kernel().builtIn(desired.module());
            boolean loaded = seen.kernel().has(desired.module());
            if (desired.wanted() ? settled || loaded
                    : loaded && desired.ours() && seen.kernel().unused(desired.module())) {
                fields.put("loaded", YES);
            }
            if (desired.wanted() ? settled || seen.atBoot() : seen.own()) {
                fields.put("persisted", YES);
            }
        });
        return fields;
    }

    /** Those that files of ours load, and those of others that are known to be for Docker. */
    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        var files = host.root() ? KernelModules.configured(host) : new TreeMap<String, String>();
        return files.isEmpty() ? List.of() : List.of(new Existing.Value(Scope.HOST, "host", "modules",
                List.copyOf(files.keySet()), files.values().stream().distinct().collect(Collectors.joining(", "))));
    }

    @Override
    public Proposal propose(Wish desired, Observation<Seen> observed, List<FieldDiff> diffs, HostView host) {
        var steps = new ArrayList<Step>();
        var proposal = Proposal.of();
        for (var diff : diffs) {
            if (!desired.wanted()) {
                steps.addAll(diff.field().equals("persisted") ? desired.file().remove()
                        : List.of(new Step.UnloadModule(desired.module())));
            } else if (diff.field().equals("persisted")) {
                steps.addAll(desired.file().write(desired.module() + "\n", host));
            } else if (!observed.found().orElseThrow().kernel().onDisk()) {
                proposal = notOnDisk(desired, host);
            } else if (KernelModules.lacks(desired.module(), host)) {
                return noSuchModule(desired, host);
            } else {
                steps.add(new Step.LoadModule(desired.module()));
            }
        }
        return new Proposal(steps, Effect.NONE, desired.required().map(KernelModule::reason).orElse(""),
                proposal.hindrance());
    }

    private static String reason(String required) {
        return required.equals(FIREWALL)
                ? "dockerd's firewall rules need it, and what runs in a user namespace cannot load it"
                : "a device that the daemon needs comes with it";
    }

    private static Proposal noSuchModule(Wish desired, HostView host) {
        var release = host.kernel().release();
        return Proposal.hindered("module " + desired.module() + ": kernel " + release + " has no such module; install the "
                + "package with the rest of its modules (linux-modules-extra-" + release + " on Ubuntu, kernel-modules-extra "
                + "on Fedora and RHEL), boot another kernel"
                + (desired.required().isPresent() ? "" : ", or take it out of host.modules"));
    }

    private static Proposal notOnDisk(Wish desired, HostView host) {
        return Proposal.hindered("module " + desired.module() + ": not loaded, and /lib/modules/" + host.kernel().release()
                + " is not there; boot the kernel that is installed, or in a container load it on the host");
    }

    @Override
    public SortedMap<String, String> notes(Wish desired, Seen observed, Effect taken) {
        return new TreeMap<>(desired.required().map(why -> Map.of(REQUIRED, why)).orElse(Map.of()));
    }

    @Override
    public List<String> warnings(Wish desired, Observation<Seen> observed) {
        return observed.found().map(Seen::kernel).flatMap(kernel -> desired.wanted() ? unknown(desired, kernel)
                : Optional.of(desired.module()).filter(module -> desired.ours() && kernel.has(module) && !kernel.unused(module))
                        .map(module -> "stays loaded, for something uses it; `modprobe -r " + module + "` unloads it once "
                                + "nothing does")).stream().toList();
    }

    private static Optional<String> unknown(Wish desired, KernelModules kernel) {
        return kernel.loads() || kernel.builtIn(desired.module()) ? Optional.empty()
                : Optional.of("this kernel loads no modules; whether it has " + desired.module() + " built in cannot be seen");
    }
}
