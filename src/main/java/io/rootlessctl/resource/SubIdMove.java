package io.rootlessctl.resource;

import io.rootlessctl.edit.ShellWord;
import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.manifest.Settings.IdMapChange;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Malformed;
import io.rootlessctl.model.Observation.Present;
import io.rootlessctl.model.Observation.Unreadable;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.Systemctl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Another range in the place of those that are there: only while nothing can belong to their ids, or on request, and
 * never under a process that has them.
 */
record SubIdMove(SubIdNeed need, SubIdNeed.Seen seen, HostView host) {

    /** The declared start is known to be free. */
    Proposal proposal() {
        var proposal = Proposal.of(steps());
        var data = need.dataRoots().stream().sorted().filter(this::inUse).findFirst();
        if (data.isPresent() && need.idMap().change() == IdMapChange.REFUSE) {
            return proposal.butNot("id-map.start of " + name() + ": " + start() + " is declared and there is "
                    + old().getFirst().start() + ", whose ids own the data in " + data.get()
                    + "; declare the start there, move the data away first, or declare id-map.change = \"allow\" and lose "
                    + "the use of it", guarded(data.get()));
        }
        if (!plain()) {
            return proposal.butNot("sub-ids of " + name() + ": the ranges there are listed by number or differ between "
                    + "/etc/subuid and /etc/subgid; remove them by hand, then apply");
        }
        var why = data
                .map(path -> "replaces ranges whose ids go on to own what is in " + path + ": the new ones cannot use it")
                .orElse("replaces ranges that no data belongs to");
        if (host.systemUnit(manager()).found().filter(known -> known.activeState().equals("active")).isPresent()) {
            return withoutManager(why);
        }
        return host.daemon(need.account()).found().map(_ -> Proposal.hindered("sub-ids of " + name() + ": the ranges of a user "
                + "can be replaced only while nothing of theirs runs, and the daemon does; what is the "
                + "host's is done before what is a user's, so it takes two applies: one with daemon.state = \"stopped\", which "
                + "stops it and replaces them, then one with \"running\"")).orElseGet(() -> proposal.because(why));
    }

    /**
     * usermod takes no range from a user who has processes, lest somebody else gets it while these have it: what the user's
     * systemd runs can be stopped for that, what a login has started is the user's own to end.
     */
    private Proposal withoutManager(String why) {
        var against = RestartRule.against(need.user(), host);
        if (!host.root() || against.isPresent()) {
            var commands = new ArrayList<>(List.of("systemctl stop " + manager()));
            commands.addAll(commands("usermod "));
            commands.add("systemctl start " + manager());
            return Proposal.hindered("sub-ids of " + name() + ": the ranges of a user can be replaced only while nothing of "
                    + "theirs runs, and " + manager() + " does" + against.map(text -> ", and " + text).orElse("")
                    + "; this stops it, with all its services, for the while", commands.toArray(String[]::new));
        }
        var sessions = UserSessions.of(need.account(), host);
        if (!sessions.isEmpty()) {
            return Proposal.hindered("sub-ids of " + name() + ": the ranges of a user can be replaced only while nothing of "
                    + "theirs runs, and " + name() + " is logged in (session " + String.join(", ", sessions)
                    + "); log out, or end it with `loginctl terminate-session " + String.join(" ", sessions)
                    + "`, then apply");
        }
        var steps = new ArrayList<Step>(List.of(new Step.HostSystemctl(Systemctl.Verb.STOP, manager())));
        steps.addAll(steps());
        steps.add(new Step.HostSystemctl(Systemctl.Verb.START, manager()));
        return Proposal.of(steps).costing(Effect.USER_SESSION).because(why + "; stops " + manager() + ", with all that "
                + name() + "'s systemd runs, for the while");
    }

    private String manager() {
        return "user@" + need.account().uid() + ".service";
    }

    private List<Step> steps() {
        var steps = new ArrayList<Step>();
        old().forEach(range -> steps.add(new Step.RemoveSubIds(name(), range.start(), range.count())));
        steps.add(new Step.AddSubIds(name(), start(), need.idMap().size()));
        return steps;
    }

    private List<SubIdRange> old() {
        return Stream.of(seen.uids(), seen.gids()).flatMap(List::stream).distinct().toList();
    }

    /** usermod takes away by name, and in both files at once. */
    private boolean plain() {
        return seen.uids().equals(seen.gids()) && old().stream().allMatch(range -> range.owner().equals(name()));
    }

    /** An empty directory is no data; one that cannot be looked into may hold some. */
    private boolean inUse(Path path) {
        return switch (host.status(path, need.account())) {
            case Absent<FileStatus>() -> false;
            case Present<FileStatus> _, Unreadable<FileStatus> _, Malformed<FileStatus> _ ->
                    !(host.list(path, need.account()) instanceof Present<List<Path>>(var files)) || !files.isEmpty();
        };
    }

    /** Commands that do nothing while the data is there. */
    private String[] guarded(Path data) {
        return commands("test -e " + ShellWord.quoted(data) + " || usermod ")
                .toArray(String[]::new);
    }

    private List<String> commands(String usermod) {
        var commands = new ArrayList<String>();
        old().forEach(range -> commands.add(usermod + "--del-subuids " + SubIdChange.span(range.start(), range.count())
                + " --del-subgids " + SubIdChange.span(range.start(), range.count()) + " " + name()));
        commands.add(usermod + "--add-subuids " + SubIdChange.span(start(), need.idMap().size())
                + " --add-subgids " + SubIdChange.span(start(), need.idMap().size()) + " " + name());
        return commands;
    }

    private long start() {
        return need.idMap().start().orElseThrow();
    }

    private String name() {
        return need.account().name();
    }
}
