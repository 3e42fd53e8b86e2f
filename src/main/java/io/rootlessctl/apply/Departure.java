package io.rootlessctl.apply;

import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Failure;
import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostLock;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Warning;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An uninstall: everything that was applied is taken back as what is not declared any more is, and what rootlessctl
 * keeps for itself goes last, scope by scope, where nothing is left to be taken back.
 */
public final class Departure {
    private final HostView host;
    private final HostWriter writer;
    private final Declaration declaration;

    /** @param declaration one that declares nothing */
    public Departure(HostView host, HostWriter writer, Declaration declaration) {
        this.host = host;
        this.writer = writer;
        this.declaration = declaration;
    }

    /** The directories that go at the end, with all that rootlessctl keeps in them. */
    public List<Path> records() {
        return places().stream().filter(Place::exists).map(Place::directory).toList();
    }

    /** Whether these stay once more, for root is asked to take something back. */
    public boolean again(Plan plan) throws IOException {
        for (var place : places()) {
            if (waits(place, plan)) {
                return true;
            }
        }
        return false;
    }

    public ApplyResult leave(Reconciler reconciler) {
        var result = reconciler.apply(() -> declaration);
        var failures = new ArrayList<>(result.failures());
        for (var place : places()) {
            try {
                if (over(place, result)) {
                    clear(place);
                }
            } catch (IOException e) {
                failures.add(new Failure(place.scope(), new Address(Planner.STATE, place.scope().user().orElse("host")),
                        e.getMessage(), List.of(), Afterwards.NOT_RESTORED));
            }
        }
        if (host.root() && !declaration.decides(host) && failures.isEmpty()) {
            reconciler.forget(declaration).ifPresent(failures::add);
        }
        return new ApplyResult(withLeft(result), result.applied(), failures, result.restarts());
    }

    /** With the directories of ours that stay, for somebody else has put something into them. */
    private Plan withLeft(ApplyResult result) {
        var made = result.applied().stream().flatMap(Departure::removed).collect(Collectors.toCollection(TreeSet::new));
        var warnings = new ArrayList<>(result.last().warnings());
        for (var change : result.applied()) {
            var owner = StateStore.account(change.scope(), declaration, host);
            removed(change).filter(made::remove).flatMap(path -> files(path, owner)).forEach(file -> warnings.add(
                    new Warning(change.address(), change.scope(), file + ": stays, with what is not ours")));
        }
        var last = result.last();
        return new Plan(last.changes(), last.blocked(), last.foreign(), last.unmanaged(), warnings);
    }

    private static Stream<Path> removed(Change change) {
        return change.steps().stream()
                .flatMap(step -> step instanceof Step.RemoveDirectory(var path) ? Stream.of(path) : Stream.empty());
    }

    private Stream<Path> files(Path directory, Account owner) {
        return host.list(directory, owner).found().orElse(List.of()).stream().filter(entry -> host.status(entry, owner).found()
                .filter(status -> status.type() != FileStatus.Type.DIRECTORY).isPresent());
    }

    private List<Place> places() {
        return StateStore.scopes(declaration).reversed().stream()
                .filter(scope -> scope.user().isPresent() || host.root() && declaration.decides(host))
                .map(scope -> Place.of(scope, declaration, host, writer)).toList();
    }

    private boolean over(Place place, ApplyResult result) throws IOException {
        boolean blocked = result.blocked().stream().anyMatch(entry -> entry.change().scope().equals(place.scope()));
        boolean left = result.last().changes().stream().anyMatch(change -> change.scope().equals(place.scope()));
        boolean failed = result.failures().stream().anyMatch(failure -> failure.scope().equals(place.scope()));
        return !blocked && !left && !failed && !waits(place, result.last());
    }

    /** Whether root has not taken back yet what was done for this user, who is to know of it until then. */
    private boolean waits(Place place, Plan plan) throws IOException {
        return !host.root() && plan.blocked().stream().anyMatch(entry -> entry.change().scope().equals(Scope.HOST))
                && new Requests(place).any();
    }

    private void clear(Place place) throws IOException {
        if (!place.exists()) {
            return;
        }
        try (HostLock _ = place.lock()) {
            place.clear(StateStore.read(host, place.directory(), place.owner()).directories());
        }
    }
}
