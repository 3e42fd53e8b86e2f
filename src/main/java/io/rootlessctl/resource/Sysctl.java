package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A kernel parameter: {@code live}, what the kernel has now, and {@code persisted}, what our own file in /etc/sysctl.d
 * will set at the next boot.
 */
final class Sysctl implements ResourceKind<Sysctl.Parameter, Sysctl.Seen> {
    /** Without these no user namespace can be made; the value is the one that is set where the kernel's will not do. */
    static final Map<String, String> NAMESPACES = Map.of(
            "kernel.unprivileged_userns_clone", "1",
            "user.max_user_namespaces", "28633");

    /** @param value empty when it is no longer declared; {@code required} is not declared but has to be so */
    record Parameter(String key, Optional<String> value, boolean required) {
        Path file() {
            return Path.of("/etc/sysctl.d/90-rootlessctl-" + key.replace('/', '-') + ".conf");
        }

        String line() {
            return key + " = " + value.orElseThrow() + "\n";
        }
    }

    /** @param known whether this kernel has the parameter */
    record Seen(Optional<String> live, Optional<String> persisted, boolean known) {}

    @Override
    public String name() {
        return "sysctl";
    }

    @Override
    public List<Desired<Parameter>> declare(Declaration declaration, LastApplied last, HostView host) {
        var declared = declaration.host().sysctl();
        var keys = new TreeSet<>(last.names(Scope.HOST, name()));
        keys.addAll(declared.keySet());
        keys.addAll(NAMESPACES.keySet());
        var found = new ArrayList<Desired<Parameter>>();
        for (var key : keys) {
            boolean required = !declared.containsKey(key) && required(key, last, host);
            if (declared.containsKey(key) || required || last.names(Scope.HOST, name()).contains(key)) {
                var value = Optional.ofNullable(required ? NAMESPACES.get(key) : declared.get(key));
                found.add(new Desired<>(new Address(name(), key), Scope.HOST, new Parameter(key, value, required)));
            }
        }
        return found;
    }

    /** What had to be set once has to stay set. */
    private boolean required(String key, LastApplied last, HostView host) {
        return NAMESPACES.containsKey(key)
                && (forbidsNamespaces(key, host) || last.names(Scope.HOST, name()).contains(key));
    }

    private static boolean forbidsNamespaces(String key, HostView host) {
        return host.sysctl(key).found().filter("0"::equals).isPresent();
    }

    @Override
    public Observation<Seen> observe(Parameter desired, HostView host) {
        var live = host.sysctl(desired.key());
        var file = host.text(desired.file(), host.caller());
        if (file.obstacle().isPresent()) {
            return file.flatMap(_ -> Observation.absent());
        }
        if (live instanceof Absent<String>) {
            return Observation.present(new Seen(Optional.empty(), persisted(file, desired.key()), false));
        }
        return live.map(value -> new Seen(Optional.of(value), persisted(file, desired.key()), true));
    }

    private static Optional<String> persisted(Observation<FileText> file, String key) {
        return file.found().stream().flatMap(text -> text.content().lines())
                .map(line -> line.split("=", 2))
                .filter(parts -> parts.length == 2 && parts[0].strip().equals(key))
                .map(parts -> String.join(" ", parts[1].strip().split("\\s+")))
                .reduce((_, later) -> later);
    }

    @Override
    public SortedMap<String, String> desired(Parameter desired) {
        var fields = new TreeMap<String, String>();
        desired.value().ifPresent(value -> fields.putAll(Map.of("live", value, "persisted", value)));
        return fields;
    }

    @Override
    public SortedMap<String, String> observed(Parameter desired, Observation<Seen> observed) {
        var fields = new TreeMap<String, String>();
        observed.found().ifPresent(seen -> {
            seen.live().ifPresent(value -> fields.put("live", value));
            seen.persisted().ifPresent(value -> fields.put("persisted", value));
        });
        return fields;
    }

    @Override
    public Proposal propose(Parameter desired, Observation<Seen> observed, List<FieldDiff> diffs, HostView host) {
        if (!observed.found().map(Seen::known).orElse(false) && desired.value().isPresent()) {
            return Proposal.hindered("host.sysctl: this kernel has no parameter " + desired.key()
                    + "; take it out of the file, or load the module that brings it");
        }
        if (desired.value().isEmpty()) {
            // The kernel's own value is not known any more: it is left until the next boot.
            return Proposal.of(new Step.RemoveFile(desired.file()));
        }
        var steps = new ArrayList<Step>();
        for (var diff : diffs) {
            steps.add(diff.field().equals("live")
                    ? new Step.SetSysctl(desired.key(), desired.value().get())
                    : new Step.WriteFile(desired.file(), desired.line(), 0644));
        }
        return Proposal.of(steps).because(desired.required() ? "this kernel refuses user namespaces" : "");
    }
}
