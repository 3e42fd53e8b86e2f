package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings.Tls;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Advice;
import io.rootlessctl.model.Applied;
import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.CertificateOrder.Part;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.LintId;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The keys and certificates of {@code expose.tcp.tls = "generate"}, all in {@code ~/.config/docker/generated-tls}. A
 * certificate that ends within a month differs from one that is valid, so that its renewal is a change as any other. The
 * authority stays the same while it can outlive what it issues: what clients have of it goes on to be good.
 */
final class Certificates implements ResourceKind<Certificates.Wish, CertificateLook> {
    static final String OWNER_ONLY = "owner only";
    private static final String ACCESS = "access";
    private static final String NAMES = "names";
    private static final String AUTHORITY = "authority";

    /** @param generated whether they are to be there */
    record Wish(Declaration.User user, CertificateOrder order, boolean generated, Applied last) {}

    @Override
    public String name() {
        return "certificates";
    }

    @Override
    public Set<String> keys() {
        return Set.of("expose.tcp.tls");
    }

    @Override
    public List<Desired<Wish>> declare(Declaration declaration, LastApplied last, HostView host) {
        var found = new ArrayList<Desired<Wish>>();
        for (var user : declaration.users()) {
            var address = new Address(name(), user.name());
            var applied = last.at(user.scope(), address);
            boolean generated = generated(user);
            if (generated || !applied.fields().isEmpty()) {
                var order = generated ? order(user, host) : former(order(user, host), applied);
                found.add(new Desired<>(address, user.scope(), new Wish(user, order, generated, applied),
                        Set.of(new Address("network", user.name()), new Address("tcp", user.name()))));
            }
        }
        return found;
    }

    /** For whoever takes their removal back. */
    private static CertificateOrder former(CertificateOrder order, Applied applied) {
        return new CertificateOrder(order.directory(), order.holder(),
                List.of(applied.fields().getOrDefault(NAMES, "localhost").split(" ")));
    }

    static boolean generated(Declaration.User user) {
        return user.wanted() && user.settings().expose().tcp()
                .filter(tcp -> tcp.tls() instanceof Tls.Generate).isPresent();
    }

    static CertificateOrder order(Declaration.User user, HostView host) {
        var names = user.settings().expose().tcp().map(tcp -> ServerNames.of(tcp, host)).orElse(List.of());
        var holder = user.name() + ServerNames.hostName(host).map(name -> " on " + name).orElse("");
        return new CertificateOrder(user.directories().dockerConfig().resolve("generated-tls"), holder, names);
    }

    /** Whether the server's certificate is about to be replaced: the daemon has to read the new one then. */
    static boolean renews(Declaration.User user, HostView host) {
        if (!generated(user)) {
            return false;
        }
        var wanted = wanted(order(user, host));
        return CertificateLook.at(order(user, host), user.account(), host).found().map(Certificates::fields)
                .filter(fields -> wanted.keySet().stream().filter(field -> !field.equals(ACCESS))
                        .allMatch(field -> wanted.get(field).equals(fields.get(field)))).isEmpty();
    }

    @Override
    public Observation<CertificateLook> observe(Wish desired, HostView host) {
        return CertificateLook.at(desired.order(), desired.user().account(), host);
    }

    /** Nothing of it was there before: the directory has its name from us. */
    @Override
    public boolean leavesWhatItFound() {
        return false;
    }

    @Override
    public SortedMap<String, String> desired(Wish desired) {
        return desired.generated() ? wanted(desired.order()) : new TreeMap<>();
    }

    private static SortedMap<String, String> wanted(CertificateOrder order) {
        return new TreeMap<>(Map.of(
                AUTHORITY, CertificateLook.VALID, "server", CertificateLook.VALID, "client", CertificateLook.VALID,
                NAMES, String.join(" ", order.names()), ACCESS, OWNER_ONLY));
    }

    /** What is to go is ours, in whatever state it has come to be. */
    @Override
    public SortedMap<String, String> observed(Wish desired, Observation<CertificateLook> observed) {
        return observed.found().map(look -> desired.generated() ? fields(look) : desired.last().fields())
                .orElseGet(TreeMap::new);
    }

    private static SortedMap<String, String> fields(CertificateLook look) {
        return new TreeMap<>(Map.of(
                AUTHORITY, look.authority(), "server", look.server(), "client", look.client(), NAMES, look.names(),
                ACCESS, look.access()));
    }

    @Override
    public Proposal propose(Wish desired, Observation<CertificateLook> observed, List<FieldDiff> diffs, HostView host) {
        var order = desired.order();
        if (!desired.generated()) {
            return Proposal.of(new Step.DiscardCertificates(order));
        }
        if (diffs.stream().allMatch(diff -> diff.field().equals(ACCESS))) {
            return Proposal.of(closed(order, observed.found().orElseThrow()))
                    .because("others could read a key; to have new ones, remove " + order.directory() + " first");
        }
        var steps = new ArrayList<>(
                UserFile.missingDirectories(order.directory().getParent(), desired.user().account(), host));
        steps.add(new Step.IssueCertificates(desired.user().settings().expose().tcp()
                .map(tcp -> order.named(ServerNames.issued(tcp, host))).orElse(order)));
        return Proposal.of(steps).because(observed.found().map(look -> renewal(diffs, look)).orElse(
                "clients need " + order.bundle() + ", as DOCKER_CERT_PATH"));
    }

    @Override
    public List<Advice> advice(Wish desired, Observation<CertificateLook> observed) {
        return observed.found().filter(look -> desired.generated() && look.files().containsKey(Part.AUTHORITY)
                        && !look.files().containsKey(Part.AUTHORITY_KEY))
                .map(look -> new Advice(LintId.CERTIFICATE_EXPIRES, desired.order().at(Part.AUTHORITY_KEY) + ": is gone, so the "
                        + "next renewal is by a new authority, and every client needs the new bundle then"
                        + look.end().map(end -> "; the certificates end " + CertificateLook.day(end)).orElse("")))
                .filter(one -> !desired.user().settings().lint().ignore().contains(one.id())).stream().toList();
    }

    private static List<Step> closed(CertificateOrder order, CertificateLook look) {
        return Arrays.stream(Part.values()).filter(Part::secret).filter(look.files()::containsKey)
                .filter(part -> (look.files().get(part).status().mode() & 0077) != 0)
                .<Step>map(part -> new Step.SetMode(order.at(part), part.mode())).toList();
    }

    private static String renewal(List<FieldDiff> diffs, CertificateLook look) {
        var what = diffs.stream().filter(diff -> !diff.field().equals(ACCESS)).map(FieldDiff::field)
                .collect(Collectors.joining(", "));
        boolean same = look.files().containsKey(Part.AUTHORITY_KEY) && diffs.stream().noneMatch(diff -> diff.field().equals(AUTHORITY)
                && diff.observed().filter(found -> found.startsWith("ends ")).isEmpty());
        return "renews for: " + what + (same ? "; clients' copies go on to be good until their own end"
                : "; by a new authority, so every client needs the new bundle");
    }
}
