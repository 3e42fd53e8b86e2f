package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Manifest.UserEntry;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.LastApplied;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of a host stands against a manifest, all of it at once: users that are not there, a service manager that does not
 * run, subordinate ids that two have, that accounts have, or that there is no room for. What an apply would simply
 * bring is no problem. A plan is made of the same findings: those about its users and two users' ids block, the others are warnings.
 */
public final class HostCheck {
    private HostCheck() {}

    /** In the order of the manifest, then what concerns none of its users. */
    public static List<HostProblem> of(Declaration declaration, HostView host) {
        var problems = new LinkedHashSet<HostProblem>();
        declaration.entries().forEach(entry -> account(entry, host).ifPresent(problems::add));
        declaration.users().stream().filter(user -> user.withoutItsManager(host)).forEach(user -> problems.add(
                HostProblem.of(user.name(), "daemon.manager: " + Daemon.NO_MANAGER)));
        var allotments = SubIdAllotment.of(declaration, LastApplied.NONE, host);
        allotments.forEach(allotment -> addSubIds(allotment, host, problems));
        if (allotments.isEmpty()) {
            SubIdAllotment.notes(SubIdFacts.of(host, List.of()), declaration, host).stream().map(HostProblem::ofHost)
                    .forEach(problems::add);
        }
        allotments.forEach(allotment ->
                allotment.need().notes().stream().map(HostProblem::ofHost).forEach(problems::add));
        OverlapOfOthers.in(allotments, declaration, host)
                .forEach(overlap -> problems.add(HostProblem.ofHost(overlap.text())));
        return once(problems);
    }

    /** What concerns two users of the manifest is told with the first of them. */
    private static List<HostProblem> once(Set<HostProblem> problems) {
        var texts = new HashSet<String>();
        return problems.stream().filter(problem -> texts.add(problem.text())).toList();
    }

    private static Optional<HostProblem> account(UserEntry entry, HostView host) {
        var account = host.account(entry.name());
        if (account instanceof Observation.Absent<?> && !entry.create()) {
            return Optional.of(HostProblem.of(entry.name(), "user " + entry.name()
                    + ": this host has no such user; create it, or declare create = true"));
        }
        return account.obstacle().map(why -> HostProblem.of(entry.name(), why));
    }

    private static void addSubIds(SubIdAllotment allotment, HostView host, Set<HostProblem> problems) {
        var need = allotment.need();
        var user = need.account().name();
        need.seen(host).obstacle().ifPresent(why -> problems.add(HostProblem.of(user, why)));
        need.conflicts().forEach(conflict -> problems.add(HostProblem.of(user, conflict.text())));
        need.outside().ifPresent(why -> problems.add(HostProblem.of(user, why)));
        // Told already, each with its file.
        if (need.conflicts().isEmpty()) {
            allotment.proposal().flatMap(Proposal::hindrance)
                    .ifPresent(hindrance -> problems.add(HostProblem.of(user, hindrance.why())));
        }
    }
}
