package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings.Tls;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Advice;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.LintId;
import io.rootlessctl.model.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether the API can be reached over TCP as declared: with these files, at this address, on this host. Nothing is ever
 * done here; daemon.json, what starts the daemon, and the daemon wait for it.
 */
final class TcpExposure implements ResourceKind<TcpExposure.Wish, TcpExposure.Seen> {
    private static final Map<String, String> YES = Map.of("fits-host", "yes");

    record Wish(Declaration.User user, Optional<TcpApi> api, List<ListenConflict.Claim> claims) {}

    /** @param problems why it cannot be had, each in one line */
    record Seen(List<String> problems, Optional<String> ending) {}

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public Set<String> keys() {
        return Set.of("expose.tcp");
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Wish>>();
        var claims = ListenConflict.claims(declaration);
        for (var user : declaration.users()) {
            var api = TcpApi.of(user, host);
            if (api.isPresent()) {
                found.add(new Desired<>(new Address(name(), user.name()), user.scope(), new Wish(user, api, claims),
                        PortRights.privilege(TcpApi.spec(api.get().tcp().listen()), user, host)));
            }
        }
        return found;
    }

    @Override
    public Observation<Seen> observe(Wish desired, HostView host) {
        var problems = new ArrayList<String>();
        var given = desired.api().filter(api -> api.tcp().tls() instanceof Tls.Files)
                .flatMap(_ -> TcpApi.files(desired.user(), host))
                .map(files -> new GivenCertificates(
                        files, desired.api().get().tcp().names(), desired.user().account(), host));
        given.map(GivenCertificates::problems).ifPresent(problems::addAll);
        desired.api().ifPresent(api -> {
            api.objection().ifPresent(why -> problems.add("listen: " + why));
            new ListenConflict(desired, api, host).hindrance().ifPresent(why -> problems.add("listen: " + why));
            HostFlag.of(desired.user(), host).ifPresent(problems::add);
        });
        return Observation.present(new Seen(problems, given.flatMap(GivenCertificates::ending)));
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return new TreeMap<>(YES);
    }

    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<Seen> observed) {
        return new TreeMap<>(observed.found().filter(seen -> seen.problems().isEmpty()).isPresent() ? YES : Map.of());
    }

    @Override
    public Proposal propose(Wish desired, Observation<Seen> observed, List<FieldDiff> diffs, HostView host) {
        return Proposal.hindered("expose.tcp: "
                + String.join("; ", observed.found().map(Seen::problems).orElse(List.of())));
    }

    @Override
    public List<Advice> advice(Wish desired, Observation<Seen> observed) {
        var advice = new ArrayList<Advice>();
        observed.found().flatMap(Seen::ending)
                .ifPresent(text -> advice.add(new Advice(LintId.CERTIFICATE_EXPIRES, text)));
        advice.removeIf(one -> desired.user().settings().lint().ignore().contains(one.id()));
        // Said whatever lint.ignore has: who declares it chooses the risk, not that nobody is told.
        desired.api().filter(api -> api.tcp().tls() instanceof Tls.Off).ifPresent(api -> advice.add(new Advice(
                LintId.TCP_WITHOUT_TLS, "expose.tcp.tls is \"off\": every user and every process of this host that reaches "
                        + api.tcp().listen() + " is " + desired.user().name() + " there; declare tls = \"generate\"")));
        return advice;
    }
}
