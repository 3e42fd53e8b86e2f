package io.rootlessctl.resource;

import io.rootlessctl.host.Engine;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RootlessKitInfo;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.NetworkDriver;
import io.rootlessctl.manifest.Settings.PortDriver;
import io.rootlessctl.model.Ipv4Network;
import io.rootlessctl.model.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Versions and settings of which each is fine by itself and both together are known not to work. A program is asked for
 * its version only where the setting is there; of a daemon that runs, its own words count.
 */
final class Combinations {
    private static final String FALSE = "false";
    private static final String TRUE = "true";
    private static final String DOCKERD = "dockerd";
    /** From here on dockerd talks to RootlessKit itself; before, its userland proxy did. */
    private static final Version WITHOUT_PROXY = Version.of(28);
    private static final Version CONTAINERD_STORE = Version.of(29);
    private static final Version LOSES_UDP = Version.of(3, 0, 0);

    private final Declaration.User user;
    private final HostView host;
    private final NetworkFacts facts;
    private final Map<String, String> json;
    private final Optional<RunningDaemon> running;
    private final Optional<Engine> engine;

    private Combinations(Declaration.User user, HostView host) {
        this.user = user;
        this.host = host;
        this.facts = new NetworkFacts(host, user.account(), user.settings());
        this.running = host.daemon(user.account()).found();
        this.engine = running.flatMap(_ -> host.engine(user.socket(), user.account()).found());
        this.json = DaemonJson.effective(user, host);
    }

    static List<Symptom> of(Declaration.User user, HostView host) {
        var seen = new Combinations(user, host);
        return Stream.concat(
                Stream.of(seen.slirp4netnsPorts(), seen.udpReplies(), seen.userlandProxy(), seen.loopback(),
                        seen.snapshotter(), seen.overlap()).flatMap(Optional::stream),
                seen.unbound()).toList();
    }

    private Optional<Version> docker() {
        return engine.flatMap(known -> Version.find(known.version())).or(() -> facts.version(DOCKERD));
    }

    private boolean docker(Version least) {
        return docker().filter(found -> found.atLeast(least)).isPresent();
    }

    private String flag(String name, Optional<String> declared, String usual) {
        return running.map(process -> process.flag(name).orElse("")).or(() -> declared).orElse(usual);
    }

    private String portDriver() {
        return flag("port-driver", user.settings().network().portDriver().map(Settings::spelled), "builtin");
    }

    private Optional<Symptom> slirp4netnsPorts() {
        return portDriver().equals("slirp4netns") && docker().flatMap(found -> DriverRows.row(PortDriver.SLIRP4NETNS)
                .networks().get(NetworkDriver.SLIRP4NETNS).getFirst().objection(found)).isPresent()
                ? Optional.of(Symptom.of("slirp4netns-port-driver")) : Optional.empty();
    }

    private Optional<Symptom> udpReplies() {
        boolean udp = portDriver().equals("builtin") && running.flatMap(RunningDaemon::apiSocket)
                .flatMap(api -> host.publishedPorts(api, user.account()).found()).stream().flatMap(List::stream)
                .anyMatch(port -> port.spec().proto().startsWith("udp"));
        return udp && kit().filter(LOSES_UDP::equals).isPresent()
                ? Optional.of(Symptom.of("udp-replies-lost")) : Optional.empty();
    }

    private Optional<Version> kit() {
        return running.flatMap(RunningDaemon::apiSocket).flatMap(api -> host.rootlessKit(api, user.account()).found())
                .map(RootlessKitInfo::version).flatMap(Version::find).or(() -> facts.version("rootlesskit"));
    }

    private Optional<Symptom> userlandProxy() {
        return FALSE.equals(json.get("userland-proxy")) && docker().filter(found -> found.compareTo(WITHOUT_PROXY) < 0).isPresent()
                ? Optional.of(Symptom.of("userland-proxy-off")) : Optional.empty();
    }

    /** The address of the host is one of RootlessKit's network, which a detached daemon's containers are not in. */
    private Optional<Symptom> loopback() {
        var network = user.settings().network();
        boolean open = running.map(process -> process.flag("disable-host-loopback").filter(TRUE::equals).isEmpty())
                .orElseGet(() -> network.hostLoopback().orElse(false));
        var detached = flag("detach-netns", network.detachNetns().map(String::valueOf), "");
        boolean apart = detached.equals(TRUE) || running.isEmpty() && detached.isEmpty() && open && docker(DriverRows.DETACHES);
        return open && apart && host(network) ? Optional.of(Symptom.of("host-loopback-detached")) : Optional.empty();
    }

    /** Of one whose program cannot reach the host's loopback at all nobody expects it. */
    private static boolean host(Settings.Network network) {
        return network.driver().map(driver -> DriverRows.row(driver).traits().contains(DriverRows.Trait.HOST_LOOPBACK))
                .orElse(true);
    }

    /** A storage driver in daemon.json turns containerd's store off. */
    private Optional<Symptom> snapshotter() {
        boolean chosen = json.containsKey("storage-driver")
                || json.getOrDefault("features", "").replace(" ", "").contains("\"containerd-snapshotter\":false");
        return !chosen && !StorageRules.overlay(host) && docker(CONTAINERD_STORE)
                ? Optional.of(new Symptom("snapshotter-needs-overlay", Map.of("kernel", host.kernel().release())))
                : Optional.empty();
    }

    private Optional<Symptom> overlap() {
        var declared = user.settings().network().cidr();
        var cidr = running.map(process -> process.flag("cidr").orElse(DriverRows.USUAL_CIDR)).or(() -> declared).orElse(DriverRows.USUAL_CIDR);
        return Ipv4Network.parse(cidr).map(facts::overlapping).filter(known -> !known.isEmpty())
                .map(known -> new Symptom("network-overlaps", Map.of("cidr", cidr, "networks", String.join(", ", known),
                        "free", facts.free().map(Ipv4Network::toString).orElse("10.99.0.0/24"))));
    }

    /** Whoever forwards a port, RootlessKit, slirp4netns or pasta, listens on the host. */
    private Stream<Symptom> unbound() {
        boolean detached = running.flatMap(process -> process.flag("detach-netns")).filter(TRUE::equals).isPresent();
        return engine.stream().flatMap(known -> known.containers().stream())
                .filter(container -> container.name().matches("[\\w.-]+"))
                .flatMap(container -> container.published().stream().filter(this::silent).map(port -> new Symptom(
                        detached ? "port-not-bound-detached" : "port-not-bound",
                        Map.of("container", container.name(), "port", port.port() + "/" + port.transport()))));
    }

    private boolean silent(Engine.Published port) {
        return host.listeners(port.port()).found().filter(all -> all.stream()
                .noneMatch(listener -> listener.transport().equals(port.transport()))).isPresent();
    }
}
