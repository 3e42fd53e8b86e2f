package io.rootlessctl.resource;

import io.rootlessctl.host.Engine;
import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.Engine.Use;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RootlessKitInfo;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.PortDriver;
import io.rootlessctl.manifest.Settings.SourceIp;
import io.rootlessctl.model.Version;
import io.rootlessctl.resource.DriverRows.SourceAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a daemon without root does otherwise than one with it, where the one that runs is used in a way that shows it:
 * nothing is wrong, and somebody may look for a fault. Source: Docker's rootless page, "Networking errors".
 */
final class RootlessLimits {
    private static final String TRUE = "true";
    /** Of a usual network; from here on each packet's way through a program is what takes the time. */
    private static final int USUAL_MTU = 1500;
    private static final int NAMES = 3;

    private final Declaration.User user;
    private final RunningDaemon running;
    private final Engine engine;
    private final Map<String, String> json;
    private final HostView host;

    private RootlessLimits(Declaration.User user, RunningDaemon running, Engine engine, HostView host) {
        this.user = user;
        this.running = running;
        this.engine = engine;
        this.host = host;
        this.json = DaemonJson.effective(user, host);
    }

    /** Nothing where no daemon answers. */
    static List<Symptom> of(Declaration.User user, HostView host) {
        return host.daemon(user.account()).found().flatMap(running -> host.engine(user.socket(), user.account()).found()
                .map(engine -> new RootlessLimits(user, running, engine, host).symptoms())).orElse(List.of());
    }

    private List<Symptom> symptoms() {
        return Stream.of(slow(), sourceAddress(), ipv6(),
                used(Use.UNPUBLISHED, "container-unreachable"), used(Use.HOST_NETWORK, "host-network-ports"),
                loopbackClosed() ? used(Use.HOST_GATEWAY, "host-unreachable") : Optional.<Symptom>empty())
                .flatMap(Optional::stream).toList();
    }

    private Optional<Symptom> used(Use use, String code) {
        return containers(container -> container.uses().contains(use)).map(names -> new Symptom(code, Map.of("containers", names)));
    }

    private Optional<String> containers(Predicate<Container> which) {
        var names = engine.containers().stream().filter(which).map(Container::name).sorted().toList();
        return names.isEmpty() ? Optional.empty() : Optional.of(names.stream().limit(NAMES).collect(Collectors.joining(", "))
                + (names.size() > NAMES ? " and " + (names.size() - NAMES) + " more" : ""));
    }

    private boolean loopbackClosed() {
        return running.flag("disable-host-loopback").filter(TRUE::equals).isPresent();
    }

    /** A size that is declared is meant. */
    private Optional<Symptom> slow() {
        var driver = running.flag("net").orElse("");
        if (driver.equals("vpnkit")) {
            return Optional.of(Symptom.of("vpnkit-slow"));
        }
        var mtu = running.flag("mtu").filter(text -> text.matches("\\d{1,6}")).map(Integer::valueOf);
        return mtu.filter(size -> size > 0 && size <= USUAL_MTU && user.settings().network().mtu().isEmpty() && large(driver))
                .map(size -> new Symptom("network-slow", Map.of("driver", driver, "mtu", size.toString())));
    }

    private static boolean large(String driver) {
        return DriverRows.NETWORKS.stream().anyMatch(row ->
                Settings.spelled(row.driver()).equals(driver) && row.mtu() > USUAL_MTU);
    }

    /** Of whoever has said what source-ip shall be, the plan sees to it. */
    private Optional<Symptom> sourceAddress() {
        var driver = running.flag("port-driver").orElse("");
        var loses = Arrays.stream(PortDriver.values()).filter(known -> Settings.spelled(known).equals(driver))
                .map(DriverRows::row).anyMatch(row -> row.source() == SourceAddress.LOST
                        || row.source() == SourceAddress.KEPT_FOR_TCP && !keepsAddresses());
        return loses && user.settings().network().sourceIp() == SourceIp.ANY
                ? containers(container -> !container.published().isEmpty())
                        .map(names -> new Symptom("source-ip-lost", Map.of("containers", names, "driver", driver)))
                : Optional.empty();
    }

    private boolean keepsAddresses() {
        return "false".equals(json.get("userland-proxy")) && running.apiSocket()
                .flatMap(api -> host.rootlessKit(api, user.account()).found()).map(RootlessKitInfo::version)
                .flatMap(Version::find).filter(found -> found.atLeast(DriverRows.KEEPS_SOURCES)).isPresent();
    }

    private Optional<Symptom> ipv6() {
        boolean routed = running.flag("ipv6").filter(TRUE::equals).isPresent();
        return TRUE.equals(json.get("ipv6")) && !routed ? Optional.of(Symptom.of("no-ipv6")) : Optional.empty();
    }
}
