package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Listener;
import io.rootlessctl.host.PublishedPort;
import io.rootlessctl.manifest.Settings.State;
import io.rootlessctl.model.PortSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who else has, or wants, the socket of the host that a declared port needs. */
record PortConflict(PublishedPorts.Wish desired, Optional<PublishedPorts.Seen> seen, HostView host) {
    private static final String OTHERWISE = "; free it, or declare another port or address";

    /** A declared port, and the user for whom. */
    record Claim(String user, PortSpec port) {}

    /** Of every user that the manifest names, for they share the host's addresses. */
    static List<Claim> claims(Declaration declaration) {
        return declaration.all().stream().filter(entry -> entry.settings().daemon().state() == State.RUNNING)
                .flatMap(entry -> entry.settings().ports().publish().stream()
                        .map(port -> new Claim(entry.name(), PortSpec.parse(port.spec()))))
                .toList();
    }

    /** The first that is in the way, with its name. */
    Optional<String> hindrance() {
        return PortRights.elsewhere(port(), host).or(() -> claimed().or(this::forwarded).or(this::listenedOn)
                .map(holder -> port().bound() + " is taken: " + holder + OTHERWISE));
    }

    private PortSpec port() {
        return desired.port().orElseThrow();
    }

    private Optional<String> claimed() {
        var mine = new Claim(desired.user().name(), port());
        return desired.claims().stream().filter(claim -> !claim.equals(mine) && claim.port().collidesWith(port()))
                .findFirst()
                .map(claim -> claim.port() + " is declared " + (claim.user().equals(mine.user()) ? "too"
                        : "for " + claim.user()));
    }

    private Optional<String> forwarded() {
        return others().filter(other -> other.spec().collidesWith(port())).findFirst()
                .map(other -> "RootlessKit forwards " + other.spec() + " (id " + other.id()
                        + (seen.filter(known -> other.isDockers(known.daemon())).isPresent() ? "), for a container that publishes it" : "), which somebody else added"));
    }

    /** What RootlessKit forwards, without that which we take away before. */
    private Stream<PublishedPort> others() {
        return forwarding().filter(other -> !desired.leaving().contains(other.spec().bound())
                && !(other.spec().sameSocket(port()) && PublishedPorts.ours(desired, other.spec())));
    }

    private Stream<PublishedPort> forwarding() {
        return seen.stream().flatMap(known -> known.all().stream());
    }

    private Optional<String> listenedOn() {
        var listeners = host.listeners(port().parentPort()).found().orElse(List.of());
        return listeners.stream()
                .filter(listener -> port().collidesWith(listener.transport(), listener.ip(), listener.port()))
                .filter(listener -> !isRootlessKits(listener)).findFirst().map(Listener::described);
    }

    /** A socket of the user's own that RootlessKit forwards from: it has been looked at among those. */
    private boolean isRootlessKits(Listener listener) {
        return listener.uid() == desired.user().account().uid() && forwarding().anyMatch(other ->
                other.spec().collidesWith(listener.transport(), listener.ip(), listener.port()));
    }
}
