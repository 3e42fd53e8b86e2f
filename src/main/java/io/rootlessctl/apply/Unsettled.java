package io.rootlessctl.apply;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.model.OpenApply;
import io.rootlessctl.model.OpenApply.Begun;
import io.rootlessctl.model.OpenApply.State;
import io.rootlessctl.model.Order;
import io.rootlessctl.model.Scope;
import io.rootlessctl.plan.AtOnce;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The applies that are not settled, which every command tells of first: in flight, cut off, or to be confirmed. Not to be
 * asked by whoever has a lock: looking for its holder would give it up.
 */
public final class Unsettled {
    private final HostView host;
    private final HostWriter writer;
    private final Declaration declaration;
    private final List<String> leftOut = new ArrayList<>();

    public Unsettled(HostView host, HostWriter writer, Declaration declaration) {
        this.host = host;
        this.writer = writer;
        this.declaration = declaration;
    }

    public List<OpenApply> applies() {
        var groups = new LinkedHashMap<Instant, List<Chronicle.Part>>();
        for (var part : parts()) {
            groups.computeIfAbsent(part.record().occasion().at(), _ -> new ArrayList<>()).add(part);
        }
        return groups.values().stream().map(this::open).toList();
    }

    /** Why something could not be read the last time; whoever changes something there will be told. */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    private List<Chronicle.Part> parts() {
        leftOut.clear();
        var parts = new ArrayList<Chronicle.Part>();
        AtOnce.each(StateStore.scopes(declaration), host.lookers(), this::looked).forEach(looked -> {
            parts.addAll(looked.parts());
            looked.problem().ifPresent(leftOut::add);
        });
        parts.sort(Order.by(part -> part.record().turn()));
        return parts;
    }

    private record Looked(List<Chronicle.Part> parts, Optional<String> problem) {}

    private Looked looked(Scope scope) {
        var place = Place.of(scope, declaration, host, writer);
        try {
            var records = host.root() || scope.user().isPresent() ? new History(place).unsettled() : List.<Journal.Record>of();
            return new Looked(records.stream().map(record -> new Chronicle.Part(place, record)).toList(), Optional.empty());
        } catch (IOException e) {
            return new Looked(List.of(), Optional.of(e.getMessage()));
        }
    }

    private OpenApply open(List<Chronicle.Part> parts) {
        var first = parts.getFirst().record();
        var holder = parts.stream().map(Chronicle.Part::place).flatMap(place -> place.holder().stream()).findFirst();
        var confirmBy = parts.stream().flatMap(part -> part.record().confirmBy().stream()).max(Comparator.naturalOrder());
        return new OpenApply(first.id(), first.occasion().at(), first.occasion().command(),
                state(parts, holder, confirmBy), holder.filter(process -> process > 0),
                parts.stream().flatMap(part -> begun(part).stream()).toList(), confirmBy);
    }

    private State state(List<Chronicle.Part> parts, Optional<Long> holder, Optional<Instant> confirmBy) {
        if (parts.stream().anyMatch(part -> part.record().result().isEmpty())) {
            return holder.isPresent() ? State.RUNNING : State.CUT_OFF;
        }
        boolean waits = parts.stream().allMatch(part -> part.record().result().orElseThrow().equals(Journal.UNCONFIRMED))
                && confirmBy.filter(host.now()::isBefore).isPresent();
        return waits ? State.UNCONFIRMED : State.OVERDUE;
    }

    private static Optional<Begun> begun(Chronicle.Part part) {
        var entries = part.record().entries();
        return entries.isEmpty() ? Optional.empty() : Optional.of(new Begun(entries.getLast().address(),
                part.place().scope(), entries.getLast().step(), entries.getLast().done()));
    }

    /**
     * Lets an apply stand. Whether it does is decided in the scope that came first; the others follow.
     *
     * @throws IOException when it was taken back, or is about to be
     */
    public void confirm(OpenApply open) throws IOException {
        try (var locks = new Locks()) {
            for (var part : parts()) {
                locks.hold(part.place());
            }
            var parts = parts().stream().filter(part -> part.record().occasion().at().equals(open.at())).toList();
            if (parts.isEmpty() || !parts.getFirst().record().result().equals(Optional.of(Journal.UNCONFIRMED))) {
                throw new IOException("apply " + open.id() + ": it was taken back just now, as nobody had confirmed it");
            }
            for (var part : parts) {
                requireOwn(part.record());
            }
            for (var part : parts) {
                new History(part.place()).settle(part.record(), Journal.APPLIED);
            }
        }
    }

    /** Of another's apply only a part may be seen here; and who waits for the rest would take everything back. */
    private void requireOwn(Journal.Record record) throws IOException {
        var caller = record.occasion().caller();
        var own = host.caller().name();
        if (!host.root() && !caller.equals(own) && !caller.startsWith(own + ",")) {
            throw new IOException("apply " + record.id() + ": was made by " + caller.split(",", 2)[0]
                    + ", who alone can confirm all of it: sudo rootlessctl confirm");
        }
    }
}
