package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.PublishedPort;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.manifest.Settings.State;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Unreadable;
import io.rootlessctl.model.PortSpec;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A port of the host that a user's running RootlessKit forwards, by what is listened on: {@code
 * published-port[127.0.0.1:8080/tcp]}. RootlessKit forgets all of them when it ends. Those that dockerd adds for its
 * containers, and those that anybody else adds through the API, are not ours and stay.
 */
final class PublishedPorts implements ResourceKind<PublishedPorts.Wish, PublishedPorts.Seen> {
    private static final String TO = "to";

    /**
     * @param bound as {@link PortSpec#bound} has it
     * @param port empty when it is not declared any more
     * @param claims what else the manifest wants to be listened on, each with whose it is
     * @param runs whether there is to be a daemon: one that ran before us goes on with its other ports when the user leaves
     * @param leaving what is bound by us and not declared any more: it is taken away first
     */
    record Wish(
            Declaration.User user, boolean runs, String bound, Optional<PortSpec> port, List<PortConflict.Claim> claims,
            Set<String> leaving, Applied last) {}

    /**
     * @param driver RootlessKit's port driver; empty where it has none
     * @param all what it forwards, whoever has asked for it
     */
    record Seen(RunningDaemon daemon, Optional<String> driver, List<PublishedPort> all) {
        Optional<PortSpec> at(Wish desired) {
            return all.stream().map(PublishedPort::spec).filter(port -> desired.port().map(port::sameSocket)
                    .orElseGet(() -> port.bound().equals(desired.bound()))).findFirst();
        }
    }

    @Override
    public String name() {
        return "published-port";
    }

    @Override
    public Set<String> keys() {
        return Set.of("ports.publish");
    }

    /** Those that are to go come first: they may be in the way of the others. */
    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Wish>>();
        for (var user : declaration.users()) {
            var wanted = wanted(user);
            var leaving = new HashSet<>(last.names(user.scope(), name()));
            wanted.forEach(port -> leaving.remove(port.bound()));
            if (wanted.isEmpty() && leaving.isEmpty()) {
                continue;
            }
            boolean runs = runs(user, declaration, last);
            leaving.stream().sorted().forEach(bound ->
                    found.add(desired(user, runs, bound, Optional.empty(), List.of(), leaving, last, Set.of())));
            var claims = PortConflict.claims(declaration);
            for (var port : wanted) {
                found.add(desired(user, runs, port.bound(), Optional.of(port), claims, leaving, last,
                        PortRights.requirements(port, user, host)));
            }
        }
        return found;
    }

    private static boolean runs(Declaration.User user, Declaration declaration, LastApplied last) {
        return user.settings().daemon().state() == State.RUNNING || declaration.leaves()
                && DaemonWish.goesOn(last.at(user.scope(), new Address("daemon", user.name())));
    }

    static List<PortSpec> wanted(Declaration.User user) {
        return user.settings().daemon().state() != State.RUNNING ? List.of()
                : user.settings().ports().publish().stream().map(port -> PortSpec.parse(port.spec())).toList();
    }

    private Desired<Wish> desired(
            Declaration.User user, boolean runs, String bound, Optional<PortSpec> port, List<PortConflict.Claim> claims,
            Set<String> leaving, LastApplied last, Set<Address> requires) {
        var address = new Address(name(), bound);
        var wish = new Wish(user, runs, bound, port, claims, leaving, last.at(user.scope(), address));
        return new Desired<>(address, user.scope(), wish, requires);
    }

    /** A daemon that is to stop takes its ports along: there is nothing to look for. */
    @Override
    public Observation<Seen> observe(Wish desired, HostView host) {
        return !desired.runs() ? Observation.absent()
                : host.daemon(desired.user().account()).flatMap(running -> seen(desired, running, host));
    }

    private static Observation<Seen> seen(Wish desired, RunningDaemon running, HostView host) {
        var account = desired.user().account();
        if (running.apiSocket().isEmpty()) {
            return new Unreadable<>("RootlessKit of " + account.name(), "where its API is cannot be read from its process");
        }
        var socket = running.apiSocket().get();
        return answering(socket, host.rootlessKit(socket, account)).flatMap(kit -> kit.portDriver().isEmpty()
                ? Observation.present(new Seen(running, Optional.empty(), List.of()))
                : answering(socket, host.publishedPorts(socket, account))
                        .map(all -> new Seen(running, kit.portDriver(), all)));
    }

    /** A RootlessKit whose API does not answer may forward anything. */
    private static <T> Observation<T> answering(Path socket, Observation<T> answer) {
        return answer instanceof Absent<T> ? new Unreadable<>(socket.toString(), "nothing listens there") : answer;
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return new TreeMap<>(desired.port().map(port -> Map.of(TO, port.target())).orElse(Map.of()));
    }

    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<Seen> observed) {
        return new TreeMap<>(observed.found().flatMap(seen -> seen.at(desired))
                .map(port -> Map.of(TO, port.target())).orElse(Map.of()));
    }

    /** All that are not dockerd's own: whoever asked for them wants them. */
    @Override
    public List<Existing> existing(Declaration found, HostView host) {
        return found.users().stream().flatMap(user -> host.daemon(user.account()).found().stream()
                .flatMap(running -> running.apiSocket().stream()
                        .flatMap(socket -> host.publishedPorts(socket, user.account()).found().stream())
                        .flatMap(List::stream).filter(port -> !port.isDockers(running) && !ExistingExposure.published(running)
                                .anyMatch(port.spec()::sameSocket))
                        .map(port -> port.spec().toString()).sorted()
                        .map(spec -> (Existing) user.found("ports.publish", "spec", spec,
                                "RootlessKit's API, process " + running.rootlessKit().pid())))).toList();
    }

    @Override
    public Proposal propose(Wish desired, Observation<Seen> observed, List<FieldDiff> diffs, HostView host) {
        var here = observed.found().flatMap(seen -> seen.at(desired));
        if (desired.port().isEmpty()) {
            return Proposal.of(here.<List<Step>>map(port -> List.of(new Step.UnpublishPort(port))).orElse(List.of()));
        }
        var steps = new ArrayList<Step>();
        here.ifPresent(port -> steps.add(new Step.UnpublishPort(port)));
        steps.add(new Step.PublishPort(desired.port().get()));
        return PortRights.hindrance(desired, observed.found(), host)
                .or(() -> new PortConflict(desired, observed.found(), host).hindrance())
                .map(why -> Proposal.hindered("ports.publish: " + why))
                .orElseGet(() -> Proposal.of(steps).because(forgotten(desired, here) ? "RootlessKit forwards it no "
                        + "longer: it was started again, or somebody has removed it" : ""));
    }

    private static boolean forgotten(Wish desired, Optional<PortSpec> here) {
        return here.isEmpty() && desired.last().fields().containsKey(TO);
    }

    /** Whether what is forwarded from there now is what we have asked for. */
    static boolean ours(Wish desired, PortSpec here) {
        return Optional.of(here.target()).equals(Optional.ofNullable(desired.last().fields().get(TO)));
    }
}
