package io.rootlessctl.plan;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Draft;
import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.manifest.Manifest;
import io.rootlessctl.manifest.ManifestReader;
import io.rootlessctl.manifest.Problem;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.Existing.Foreign;
import io.rootlessctl.model.Existing.Value;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Plan;
import io.rootlessctl.resource.Declaration;
import io.rootlessctl.resource.Kinds;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a rootless.toml from a host. The kinds say what is there; what of it can be declared without changing anything is
 * decided by planning it: a value that an apply would not leave alone stays in the file as a comment only.
 */
public final class Importer {
    private final HostView host;
    private final List<String> users;
    private final Optional<String> onlyUser;
    private final LastApplied last;

    /**
     * @param users who gets a table; nobody where the file is the caller's own part
     * @param last what a plan of the result will be held against
     */
    public Importer(HostView host, List<String> users, Optional<String> onlyUser, LastApplied last) {
        this.host = host;
        this.users = List.copyOf(users);
        this.onlyUser = onlyUser;
        this.last = last;
    }

    /**
     * @param foreign what is there and cannot be declared
     * @param plan of the text: converged, unless the host is in a state that no file describes
     */
    public record Imported(String text, List<Foreign> foreign, List<Draft.Entry> out, Plan plan) {}

    public Imported imported() {
        var existing = existing(Draft.of(users, List.of()));
        // Who runs the daemon, and where its socket is, decide what there is to be found.
        existing = existing(readable(Draft.of(users, values(existing).filter(Importer::basic).toList())));
        var draft = orGone(converging(readable(Draft.of(users, values(existing).toList()))));
        var foreign = existing.stream().filter(Foreign.class::isInstance).map(Foreign.class::cast).distinct().toList();
        return new Imported(draft.text(), foreign,
                draft.entries().stream().filter(entry -> entry.out().isPresent()).toList(), plan(draft));
    }

    private List<Existing> existing(Draft draft) {
        var declaration = declaration(draft);
        return Kinds.ALL.stream().flatMap(kind -> kind.existing(declaration, host).stream()).toList();
    }

    private static boolean basic(Value value) {
        return value.section().equals("daemon");
    }

    private static Stream<Value> values(List<Existing> existing) {
        return existing.stream().filter(Value.class::isInstance).map(Value.class::cast);
    }

    /** Without the values that the file's own rules refuse. */
    private static Draft readable(Draft draft) {
        try {
            ManifestReader.read("import", draft.text());
            return draft;
        } catch (InvalidManifestException e) {
            var readable = draft;
            for (var problem : e.problems()) {
                readable = without(problem, draft, readable);
            }
            if (readable.equals(draft)) {
                throw new IllegalStateException("what import makes is not valid: " + e.getMessage(), e);
            }
            return readable(readable);
        }
    }

    private static Draft without(Problem problem, Draft draft, Draft readable) {
        return draft.at(problem.line()).map(value -> readable.without(value, said(problem))).orElse(readable);
    }

    private static String said(Problem problem) {
        return problem.found() + (problem.allowed().isEmpty() ? "" : ", allowed " + problem.allowed());
    }

    /** Without the values that an apply would not leave alone. */
    private Draft converging(Draft draft) {
        var best = draft;
        var pending = pending(plan(best));
        for (var value : pending.isEmpty() ? List.<Value>of() : draft.declared()) {
            var without = readable(best.without(value, ""));
            var left = pending(plan(without));
            if (left.size() < pending.size()) {
                pending.removeAll(left);
                best = readable(best.without(value, "declared, it would change " + String.join(", ", addresses(pending))));
                pending = left;
            }
        }
        return best;
    }

    /** A daemon that does not run and could not, with only some of its files left, is no daemon. */
    private Draft orGone(Draft draft) {
        var best = draft;
        var pending = pending(plan(best));
        for (var value : pending.isEmpty() ? List.<Value>of() : draft.declared()) {
            if (value.key().equals("daemon.state")) {
                var gone = readable(best.with(value, new Value(
                        value.scope(), value.section(), value.name(), "absent", value.source())));
                var left = pending(plan(gone));
                if (left.size() < pending.size()) {
                    best = gone;
                    pending = left;
                }
            }
        }
        return best;
    }

    private Plan plan(Draft draft) {
        return new Planner(host).plan(declaration(draft), last);
    }

    private Declaration declaration(Draft draft) {
        return Declaration.of(manifest(draft), host, onlyUser);
    }

    private static Manifest manifest(Draft draft) {
        try {
            return ManifestReader.read("import", draft.text());
        } catch (InvalidManifestException e) {
            throw new IllegalStateException("what import makes is not valid: " + e.getMessage(), e);
        }
    }

    private record Pending(String address, String scope, String field) {}

    private static Set<Pending> pending(Plan plan) {
        return Stream.concat(plan.changes().stream(), plan.blocked().stream().map(blocked -> blocked.change()))
                .flatMap(Importer::fields).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Stream<Pending> fields(Change change) {
        var where = new Pending(change.address().toString(), change.scope().user().orElse(""), "");
        return change.diff().isEmpty() ? Stream.of(where) : change.diff().stream()
                .map(diff -> new Pending(where.address(), where.scope(), diff.field()));
    }

    private static Set<String> addresses(Set<Pending> pending) {
        return pending.stream().map(Pending::address).collect(Collectors.toCollection(TreeSet::new));
    }
}
