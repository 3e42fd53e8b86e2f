package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.manifest.Manifest.UserEntry;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One user's part of the subordinate ids when all users of a manifest are served in its order: what one gets, the next
 * does not.
 *
 * @param proposal empty where nothing has to change or nothing can be said
 * @param uids the user ids that the user has, or has after the proposal where nothing hinders it
 */
record SubIdAllotment(SubIdNeed need, Optional<Proposal> proposal, List<SubIdRange> uids) {
    SubIdAllotment {
        uids = List.copyOf(uids);
    }

    /** @param last where data of theirs may be from before */
    static List<SubIdAllotment> of(Declaration declaration, LastApplied last, HostView host) {
        return host.once(List.of("sub-id allotments", declaration, last), () -> allotted(declaration, last, host));
    }

    private static List<SubIdAllotment> allotted(Declaration declaration, LastApplied last, HostView host) {
        var facts = SubIdFacts.of(host, declaration.users().stream().map(Declaration.User::account).toList());
        var users = declaration.users().stream().filter(Declaration.User::wanted).toList();
        var all = new ArrayList<SubIdAllotment>();
        var given = new ArrayList<SubIdRange>();
        var declared = declared(declaration);
        var notes = notes(facts, declaration, host);
        for (var user : users) {
            var reserved = new ArrayList<>(given);
            declared.stream().filter(range -> !range.owner().equals(user.name())).forEach(reserved::add);
            var next = of(need(user, last, facts, reserved, all.isEmpty() ? notes : List.of()), host);
            next.proposal().ifPresent(proposal -> given.addAll(added(proposal, List.of())));
            // Whoever is the first to get ids brings the files, too.
            facts = given.isEmpty() ? facts : facts.withFiles();
            all.add(next);
        }
        return all;
    }

    private static SubIdAllotment of(SubIdNeed need, HostView host) {
        var seen = need.seen(host).found();
        if (seen.isEmpty() || need.observed(seen.get()).equals(need.desired())) {
            return new SubIdAllotment(need, Optional.empty(), seen.map(SubIdNeed.Seen::uids).orElse(List.of()));
        }
        var proposal = new SubIdChange(need, seen.get(), host).proposal();
        return new SubIdAllotment(need, Optional.of(proposal), added(proposal, seen.get().uids()));
    }

    private static SubIdNeed need(
            Declaration.User user, LastApplied last, SubIdFacts facts, List<SubIdRange> reserved, List<String> notes) {
        return new SubIdNeed(
                user, user.settings().declared().contains("id-map.size"),
                DataRoot.recorded(user, last), facts, reserved, notes);
    }

    /** The ranges that users of the manifest declare, whether the host has these users yet or not. */
    private static List<SubIdRange> declared(Declaration declaration) {
        return declaration.all().stream()
                .filter(entry -> entry.wanted())
                .flatMap(entry -> declared(entry).stream()).toList();
    }

    private static Optional<SubIdRange> declared(UserEntry entry) {
        var idMap = entry.settings().idMap();
        return idMap.start().map(start -> new SubIdRange(entry.name(), start, idMap.size()));
    }

    /** But for what is an error of its own: see {@link OverlapOfOthers}. */
    static List<String> notes(SubIdFacts facts, Declaration declaration, HostView host) {
        boolean errors = OverlapOfOthers.counts(declaration, host);
        var notes = new ArrayList<>(facts.notes());
        facts.conflicts().stream().filter(conflict -> !(errors && conflict instanceof SubIdConflict.Overlap))
                .filter(conflict -> declaration.users().stream()
                        .noneMatch(user -> user.wanted() && conflict.about(user.account())))
                .forEach(conflict -> notes.add(conflict.text()));
        return notes;
    }

    /** The ranges that were there, as they are once the steps are taken; as they are where something hinders these. */
    private static List<SubIdRange> added(Proposal proposal, List<SubIdRange> there) {
        var ranges = new ArrayList<>(there);
        for (var step : proposal.hindrance().isPresent() ? List.<Step>of() : proposal.steps()) {
            if (step instanceof Step.RemoveSubIds(var _, var start, var count)) {
                ranges.removeIf(range -> range.start() == start && range.count() == count);
            } else if (step instanceof Step.AddSubIds(var user, var start, var count)) {
                ranges.add(new SubIdRange(user, start, count));
            }
        }
        return ranges;
    }
}
