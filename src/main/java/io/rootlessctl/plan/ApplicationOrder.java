package io.rootlessctl.plan;

import io.rootlessctl.model.Action;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Step;
import io.rootlessctl.resource.Declaration;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of application, the host's before the users'; but a daemon that is to stop, or not to start any more, does so
 * before its unit and its settings go, what goes does so in the opposite order, and what the host no longer gives goes
 * last, for until then somebody may need it.
 */
final class ApplicationOrder {
    private ApplicationOrder() {}

    static List<Change> of(List<Change> changes, Declaration declaration) {
        var scopes = new ArrayList<Scope>(List.of(Scope.HOST));
        declaration.users().forEach(user -> scopes.add(user.scope()));
        var ordered = new ArrayList<Change>();
        for (var scope : scopes) {
            var own = changes.stream().filter(change -> change.scope().equals(scope) && !lastOnHost(change)).toList();
            own.stream().filter(ApplicationOrder::stops).forEach(ordered::add);
            own.reversed().stream().filter(change -> !stops(change) && removes(change) && !discards(change))
                    .forEach(ordered::add);
            own.stream().filter(change -> !stops(change) && !removes(change)).forEach(ordered::add);
            own.stream().filter(ApplicationOrder::discards).forEach(ordered::add);
        }
        changes.reversed().stream().filter(ApplicationOrder::lastOnHost).forEach(ordered::add);
        return ordered;
    }

    /** What only root may do; what goes of it does so in the opposite order, with that at the end which may have to wait. */
    static List<Blocked> of(List<Blocked> blocked) {
        var ordered = new ArrayList<>(blocked.stream().filter(entry -> !lastOnHost(entry.change())).toList());
        var going = blocked.reversed().stream().filter(entry -> lastOnHost(entry.change())).toList();
        going.stream().filter(entry -> !takesIds(entry.change())).forEach(ordered::add);
        going.stream().filter(entry -> takesIds(entry.change())).forEach(ordered::add);
        return ordered;
    }

    private static boolean takesIds(Change change) {
        return change.steps().stream().anyMatch(Step.RemoveSubIds.class::isInstance);
    }

    private static boolean lastOnHost(Change change) {
        return change.scope().equals(Scope.HOST) && removes(change);
    }

    private static boolean removes(Change change) {
        return change.action() == Action.REMOVE;
    }

    /** Nothing brings the same keys back, and a daemon needs its programs: they go when it has come up without them. */
    private static boolean discards(Change change) {
        return change.steps().stream().anyMatch(step ->
                step instanceof Step.DiscardCertificates || step instanceof Step.RemovePrograms);
    }

    private static boolean stops(Change change) {
        boolean ends = change.steps().stream().anyMatch(step -> step instanceof Step.StopDirect
                || step instanceof Step.Systemctl(var verb, _)
                        && (verb == Step.Systemctl.Verb.STOP || verb == Step.Systemctl.Verb.DISABLE));
        return ends && change.steps().stream().noneMatch(Step.AwaitReady.class::isInstance);
    }
}
