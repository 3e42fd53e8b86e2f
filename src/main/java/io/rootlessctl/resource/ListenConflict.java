package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Listener;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.PortDriver;
import io.rootlessctl.model.PortSpec;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who else has, or wants, the address that the API is to be reached at; or why nobody may listen there. */
record ListenConflict(TcpExposure.Wish desired, TcpApi api, HostView host) {

    /** An address that the manifest wants listened on, for whom, and by which key. */
    record Claim(String user, PortSpec port, String key) {}

    /** Of every user that the manifest names, for they share the host's addresses. */
    static List<Claim> claims(Declaration declaration) {
        var tcp = declaration.all().stream().filter(entry -> entry.wanted())
                .flatMap(entry -> entry.settings().expose().tcp().stream()
                        .map(found -> new Claim(entry.name(), TcpApi.spec(found.listen()), "expose.tcp.listen")));
        var ports = PortConflict.claims(declaration).stream()
                .map(claim -> new Claim(claim.user(), claim.port(), "ports.publish"));
        return Stream.concat(tcp, ports).toList();
    }

    Optional<String> hindrance() {
        return PortRights.elsewhere(port(), host).or(() -> claimed().or(this::listenedOn).map(holder -> port().bound() + " is taken: " + holder
                + "; free it, or declare another port or address")).or(this::tooLow);
    }

    private PortSpec port() {
        return TcpApi.spec(api.tcp().listen());
    }

    private Optional<String> claimed() {
        var own = new Claim(desired.user().name(), port(), "expose.tcp.listen");
        return desired.claims().stream().filter(claim -> !claim.equals(own) && claim.port().collidesWith(port()))
                .findFirst().map(claim -> claim.key() + " of " + claim.user() + " declares it too");
    }

    private Optional<String> listenedOn() {
        return host.listeners(port().parentPort()).found().orElse(List.of()).stream()
                .filter(listener -> port().collidesWith(listener.transport(), listener.ip(), listener.port()))
                .filter(listener -> !ours(listener)).findFirst().map(Listener::described);
    }

    /** The running daemon's own: of its RootlessKit, or of dockerd where that listens on the host itself. */
    private boolean ours(Listener listener) {
        if (listener.uid() != desired.user().account().uid()) {
            return false;
        }
        var running = host.daemon(desired.user().account()).found();
        return running.filter(daemon -> forwards(daemon) || implicitly(daemon) || listener.process().filter(process ->
                process.pid() == daemon.rootlessKit().pid()
                        || daemon.dockerd().filter(own -> own.pid() == process.pid()).isPresent()).isPresent()).isPresent();
    }

    private boolean forwards(RunningDaemon daemon) {
        return daemon.published().stream().map(PortSpec::parse)
                .anyMatch(own -> own.collidesWith(port()));
    }

    /** Whose own process forwards, on all addresses, what it finds listened on: here what daemon.json tells dockerd. */
    private boolean implicitly(RunningDaemon daemon) {
        var told = Pattern.compile("\"tcp://[^\"]*:" + port().parentPort() + "\"");
        return daemon.flag("port-driver").filter(Settings.spelled(PortDriver.IMPLICIT)::equals).isPresent()
                && DaemonJson.parse(DaemonJson.file(desired.user()), host).found()
                        .map(text -> text.members().getOrDefault("hosts", "")).filter(hosts -> told.matcher(hosts).find()).isPresent();
    }

    private Optional<String> tooLow() {
        return PortRights.tooLow(port().parentPort(), desired.user(), host.daemon(desired.user().account()).found(), host);
    }
}
