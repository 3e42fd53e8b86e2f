package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Undo;
import io.rootlessctl.resource.SysctlFiles.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kernel parameter: {@code live}, what the kernel has now, and {@code persisted}, what it will be set to at the next
 * boot, by our own file in /etc/sysctl.d or by anybody's.
 */
final class Sysctl implements ResourceKind<Sysctl.Parameter, Sysctl.Seen> {
    /** Without these no user namespace can be made; the value is the one that is set where the kernel's will not do. */
    static final Map<String, String> NAMESPACES = Map.of(
            "kernel.unprivileged_userns_clone", "1",
            "user.max_user_namespaces", "28633");
    private static final String REFUSED = "this kernel refuses user namespaces";
    private static final String REQUIRED = "required";

    /**
     * @param value empty when it is no longer declared
     * @param touched those files of ours that we have written or removed
     * @param reason why it has to be so where host.sysctl does not say it; may be empty
     */
    record Parameter(String key, Optional<String> value, String reason, Set<Path> touched) {
        Parameter(String key, Optional<String> value, String reason) {
            this(key, value, reason, Set.of());
        }

        OwnSysctlFiles own() {
            return new OwnSysctlFiles(key);
        }

        String line() {
            return key + " = " + value.orElseThrow() + "\n";
        }
    }

    /**
     * @param files every file that sets it, the one that holds last
     * @param known whether this kernel has the parameter
     */
    record Seen(Optional<String> live, List<Setting> files, boolean known) {
        Optional<Setting> holding() {
            return files.isEmpty() ? Optional.empty() : Optional.of(files.getLast());
        }
    }

    @Override
    public String name() {
        return "sysctl";
    }

    @Override
    public Set<String> keys() {
        return Set.of("host.sysctl", "network.ping", "ports.privileged", "ports.unprivileged-start");
    }

    @Override
    public List<Desired<Parameter>> declare(Declaration declaration, LastApplied last, HostView host) {
        // Only root's whole manifest speaks for the host: what it leaves out is to be taken back.
        var before = declaration.decides(host) ? last.names(Scope.HOST, name()) : Set.<String>of();
        var wanted = new TreeMap<String, Parameter>();
        before.forEach(key -> wanted.put(key, new Parameter(key, Optional.empty(), "", touched(key, last))));
        NAMESPACES.forEach((key, value) -> {
            if (!declaration.leaves() && required(key, last, host)) {
                wanted.put(key, new Parameter(key, Optional.of(value), REFUSED));
            }
        });
        SharedParameters.of(declaration).forEach(parameter -> wanted.put(parameter.key(), parameter));
        declaration.host().sysctl().forEach((key, value) -> wanted.put(key, new Parameter(key, Optional.of(value), "")));
        return wanted.values().stream()
                .map(parameter -> new Desired<>(new Address(name(), parameter.key()), Scope.HOST, parameter)).toList();
    }

    private Set<Path> touched(String key, LastApplied last) {
        return last.at(Scope.HOST, new Address(name(), key)).undo().steps().stream()
                .flatMap(step -> Undo.file(step).stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** What had to be set once, for the kernel refused user namespaces, has to stay set. */
    private boolean required(String key, LastApplied last, HostView host) {
        return host.sysctl(key).found().filter("0"::equals).isPresent()
                || last.at(Scope.HOST, new Address(name(), key)).notes().containsKey(REQUIRED);
    }

    @Override
    public SortedMap<String, String> notes(Parameter desired, Seen observed, Effect taken) {
        return new TreeMap<>(desired.reason().equals(REFUSED) ? Map.of(REQUIRED, "true") : Map.of());
    }

    @Override
    public Observation<Seen> observe(Parameter desired, HostView host) {
        for (var own : Stream.concat(Stream.of(desired.own().usual()), desired.own().there(host)).distinct().toList()) {
            var file = host.text(own, host.caller());
            if (file.obstacle().isPresent()) {
                return file.flatMap(_ -> Observation.absent());
            }
        }
        var live = host.sysctl(desired.key());
        var files = SysctlFiles.of(desired.key(), host);
        return live instanceof Absent<String> ? Observation.present(new Seen(Optional.empty(), files, false))
                : live.map(value -> new Seen(Optional.of(value), files, true));
    }

    @Override
    public SortedMap<String, String> desired(Parameter desired) {
        var fields = new TreeMap<String, String>();
        desired.value().ifPresent(value -> fields.putAll(Map.of("live", value, "persisted", value)));
        return fields;
    }

    /** What others' files set is theirs, and not to be taken back, once the parameter is not declared any more. */
    @Override
    public SortedMap<String, String> observed(Parameter desired, Observation<Seen> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(seen -> {
            seen.live().ifPresent(value -> fields.put("live", value));
            (desired.value().isPresent() ? seen.holding() : last(seen, desired, true))
                    .ifPresent(setting -> fields.put("persisted", setting.value()));
        });
        return fields;
    }

    private static Optional<Setting> last(Seen seen, Parameter desired, boolean own) {
        return seen.files().stream().filter(setting -> desired.own().holds(setting.file()) == own)
                .reduce((_, later) -> later);
    }

    /** Those that an administrator's or our own files set, of the latter all, of the others those that Docker needs. */
    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        return !host.root() ? List.of() : SysctlFiles.keys(OwnSysctlFiles.DIRECTORY, OwnSysctlFiles.NAME, host)
                .flatMap(key -> SysctlFiles.of(key, host).stream().reduce((_, later) -> later)
                        .filter(setting -> setting.file().startsWith("/etc"))
                        .map(setting -> (Existing) new Existing.Value(Scope.HOST, "host.sysctl", key,
                                setting.value().matches("\\d{1,18}") ? Long.valueOf(setting.value()) : setting.value(),
                                setting.file().toString())).stream()).toList();
    }

    @Override
    public Proposal propose(Parameter desired, Observation<Seen> observed, List<FieldDiff> diffs, HostView host) {
        var seen = observed.found().orElseThrow();
        if (desired.value().isEmpty()) {
            return Proposal.of(takenBack(desired, seen, diffs, host));
        }
        if (!seen.known()) {
            return Proposal.hindered(subject(desired) + ": this kernel has no parameter " + desired.key()
                    + "; take it out of the file, or load the module that brings it");
        }
        var steps = new ArrayList<Step>();
        var reasons = new ArrayList<>(List.of(desired.reason()));
        var proposal = Proposal.of();
        for (var diff : diffs) {
            if (diff.field().equals("live")) {
                steps.add(new Step.SetSysctl(desired.key(), desired.value().get()));
            } else {
                var later = overriding(desired, seen);
                later.ifPresent(other -> reasons.add(other.file() + " sets it to " + other.value() + " after our file"));
                if (later.filter(other -> !beaten(desired, other)).isPresent()) {
                    proposal = unbeaten(desired, later.get());
                } else {
                    steps.addAll(persisting(desired, later, host));
                }
            }
        }
        return new Proposal(steps, proposal.effect(), String.join("; ", reasons.stream()
                .filter(text -> !text.isEmpty()).toList()), proposal.hindrance());
    }

    private static String subject(Parameter desired) {
        return desired.reason().isEmpty() ? "host.sysctl" : desired.reason();
    }

    /** Back to the value before us; where that is not known, to the one in another file, else left until the next boot. */
    private static List<Step> takenBack(Parameter desired, Seen seen, List<FieldDiff> diffs, HostView host) {
        var steps = new ArrayList<Step>();
        if (diffs.stream().anyMatch(diff -> diff.field().equals("persisted"))) {
            Stream.concat(desired.own().there(host), desired.touched().stream()).distinct().sorted()
                    .forEach(file -> steps.add(new Step.RemoveFile(file)));
        }
        diffs.stream().filter(diff -> diff.field().equals("live")).findFirst()
                .flatMap(diff -> diff.desired().or(() -> last(seen, desired, false).map(Setting::value)))
                .filter(_ -> seen.known())
                .ifPresent(value -> steps.add(new Step.SetSysctl(desired.key(), value)));
        return steps;
    }

    /** The file that would still hold after ours has the right value under its usual name. */
    private static Optional<Setting> overriding(Parameter desired, Seen seen) {
        var usual = desired.own().usual().getFileName().toString();
        return last(seen, desired, false).filter(other -> other.file().equals(SysctlFiles.LAST)
                || other.file().getFileName().toString().compareTo(usual) > 0);
    }

    private static boolean beaten(Parameter desired, Setting other) {
        var late = desired.own().after(other.file()).getFileName().toString();
        return !other.file().equals(SysctlFiles.LAST) && other.file().getFileName().toString().compareTo(late) < 0;
    }

    private static Proposal unbeaten(Parameter desired, Setting other) {
        return Proposal.hindered(
                other.file() + ": sets " + desired.key() + " to " + other.value() + ", and no file of ours comes after "
                        + "it; take the line out there",
                "sed -i 's|^[[:blank:]]*-\\{0,1\\}" + desired.key() + "[[:blank:]]*=|# &|' " + other.file());
    }

    private static List<Step> persisting(Parameter desired, Optional<Setting> later, HostView host) {
        var file = later.map(other -> desired.own().after(other.file())).orElseGet(desired.own()::usual);
        var steps = new ArrayList<Step>(List.of(new Step.WriteFile(file, desired.line(), 0644)));
        desired.own().there(host).filter(other -> !other.equals(file)).forEach(other -> steps.add(new Step.RemoveFile(other)));
        return steps;
    }
}
