package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.PortDriver;
import io.rootlessctl.manifest.Settings.Ports;
import io.rootlessctl.manifest.Settings.Privileged;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.PortSpec;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether a user's RootlessKit may, and can, listen on a port: its port driver, and the ports that need a privilege. */
final class PortRights {
    private static final String START = "net.ipv4.ip_unprivileged_port_start";
    private static final Pattern EFFECTIVE = Pattern.compile("(?m)^CapEff:\\s*([0-9a-f]+)");
    private static final int NET_BIND_SERVICE = 10;
    /** How many of the host's addresses a person is told. */
    private static final int LISTED = 4;

    private PortRights() {}

    /** What must not be blocked: a daemon that has yet to start, and what gives it the privilege. */
    static Set<Address> requirements(PortSpec port, Declaration.User user, HostView host) {
        var needed = new HashSet<Address>();
        var running = host.daemon(user.account()).found();
        if (running.isEmpty() || changes(user, running.get(), host)
                || startsCapable(user, host) && !capable(running.get(), user, host)) {
            needed.add(new Address("daemon", user.name()));
        }
        needed.addAll(privilege(port, user, host));
        return needed;
    }

    /** What gives the user the right to listen there. */
    static Set<Address> privilege(PortSpec port, Declaration.User user, HostView host) {
        var needed = new HashSet<Address>();
        if (port.parentPort() < start(host)) {
            user.settings().ports().privileged().ifPresent(policy -> {
                switch (policy) {
                    case DENY -> { }
                    case SYSCTL -> needed.add(new Address("sysctl", START));
                    case CAPABILITY -> AppArmorProfile.rootlessKit(user, host)
                            .ifPresent(path -> needed.add(new Address("capability", path.toString())));
                }
            });
        }
        return needed;
    }

    private static boolean changes(Declaration.User user, RunningDaemon running, HostView host) {
        return running.flag("port-driver").flatMap(now ->
                driver(user, host).filter(declared -> !Settings.spelled(declared).equals(now))).isPresent();
    }

    private static Optional<PortDriver> driver(Declaration.User user, HostView host) {
        return UserNetwork.named(user.settings(), user.account(), host).port();
    }

    static Optional<String> hindrance(
            PublishedPorts.Wish desired, Optional<PublishedPorts.Seen> seen, HostView host) {
        return withoutDriver(desired.user(), seen, host).or(() -> otherFamily(desired, seen, host)).or(() -> tooLow(
                desired.port().orElseThrow().parentPort(), desired.user(), seen.map(PublishedPorts.Seen::daemon), host));
    }

    private static Optional<String> withoutDriver(
            Declaration.User user, Optional<PublishedPorts.Seen> seen, HostView host) {
        if (driver(user, host).filter(PortDriver.IMPLICIT::equals).isPresent()) {
            return Optional.of("the network driver that is declared comes with port driver implicit, which takes no ports "
                    + "while it runs; declare network.driver = \"slirp4netns\", or take the port out");
        }
        boolean stays = driver(user, host).isEmpty();
        return seen.filter(known -> known.driver().isEmpty() && stays).map(known -> "the running RootlessKit has port driver "
                + known.daemon().flag("port-driver").orElse("none") + ", which takes no ports while it runs; declare "
                + "network.driver = \"slirp4netns\" with network.port-driver = \"builtin\"");
    }

    private static Optional<String> otherFamily(
            PublishedPorts.Wish desired, Optional<PublishedPorts.Seen> seen, HostView host) {
        var port = desired.port().orElseThrow();
        boolean six = port.parentIp().indexOf(':') >= 0 || port.proto().endsWith("6");
        return driver(desired.user(), host).map(Settings::spelled).or(() -> seen.flatMap(PublishedPorts.Seen::driver))
                .filter(name -> six && DriverRows.PORTS.stream()
                        .anyMatch(row -> Settings.spelled(row.driver()).equals(name) && !row.ipv6()))
                .map(name -> port + ": port driver " + name + " forwards IPv4 only; declare an IPv4 address, or "
                        + "network.port-driver = \"builtin\"");
    }

    /** Why no socket can have the address: it is another host's, or of a family that this one does not have. */
    static Optional<String> elsewhere(PortSpec port, HostView host) {
        var ip = port.parentIp();
        if (ip.isEmpty() || host.bindable(ip)) {
            return Optional.empty();
        }
        boolean six = ip.indexOf(':') >= 0;
        var own = host.addresses().stream().filter(address -> address.indexOf(':') >= 0 == six).limit(LISTED).toList();
        return Optional.of(ip + " is no address of this host; declare "
                + (own.isEmpty() ? "" : String.join(" or ", own) + ", or ")
                + (six && own.isEmpty() ? "an IPv4 address" : six ? "[::] for all" : "0.0.0.0 for all"));
    }

    /** @param running the daemon that is to listen there now; empty where it has yet to start */
    static Optional<String> tooLow(int port, Declaration.User user, Optional<RunningDaemon> running, HostView host) {
        int start = start(host);
        if (port >= start || running.map(known -> capable(known, user, host)).orElse(false)) {
            return Optional.empty();
        }
        var low = port + " is below " + START + " (" + start + ")";
        var ports = user.settings().ports();
        return switch (ports.privileged().orElse(Privileged.DENY)) {
            case DENY -> Optional.of(low + ", so no ordinary user may listen there; declare ports.privileged = \"sysctl\" or "
                    + "\"capability\", or a port from " + start + " on");
            case SYSCTL -> unprivileged(ports) <= port ? Optional.empty() : Optional.of(low
                    + ", and ports.unprivileged-start is " + unprivileged(ports) + "; declare " + port + " or less there");
            case CAPABILITY -> running.isEmpty() || startsCapable(user, host) ? Optional.empty()
                    : Optional.of(low + ", and the running RootlessKit was started without cap_net_bind_service, which its "
                            + "file does not have either");
        };
    }

    /** Where no port is named, every port is meant. */
    private static int unprivileged(Ports ports) {
        return ports.unprivilegedStart().orElse(0);
    }

    private static int start(HostView host) {
        return host.sysctl(START).found().filter(text -> text.matches("\\d{1,5}")).map(Integer::valueOf).orElse(1024);
    }

    /** Whether a RootlessKit that starts now may listen on any port: its file says so, or root is about to make it. */
    static boolean startsCapable(Declaration.User user, HostView host) {
        return user.settings().ports().privileged().filter(Privileged.CAPABILITY::equals).isPresent()
                && AppArmorProfile.rootlessKit(user, host).filter(program ->
                        BindCapability.gives(host.capabilities(program, user.account()))
                                || host.root() && RootOwned.objection(program, host).isEmpty()).isPresent();
    }

    /** A process has had its capabilities since its start, whatever its file has by now; that counts if nothing else tells. */
    static boolean capable(RunningDaemon running, Declaration.User user, HostView host) {
        var status = Path.of("/proc/" + running.rootlessKit().pid() + "/status");
        var account = user.account();
        return host.text(status, account).found().map(FileText::content).map(EFFECTIVE::matcher)
                .filter(match -> match.find()).map(match -> Long.parseUnsignedLong(match.group(1), 16))
                .map(set -> (set >> NET_BIND_SERVICE & 1) == 1)
                .orElseGet(() -> AppArmorProfile.rootlessKit(user, host)
                        .filter(program -> BindCapability.gives(host.capabilities(program, account))).isPresent());
    }
}
