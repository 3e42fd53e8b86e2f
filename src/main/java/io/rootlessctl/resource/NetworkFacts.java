package io.rootlessctl.resource;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RootlessScript;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.NetworkDriver;
import io.rootlessctl.manifest.Settings.PortDriver;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Ipv4Network;
import io.rootlessctl.model.Version;
import io.rootlessctl.resource.DriverRows.Needed;
import io.rootlessctl.resource.DriverRows.NetworkRow;
import io.rootlessctl.resource.DriverRows.PortRow;
import io.rootlessctl.resource.DriverRows.Trait;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What of the drivers is there for one user. A program is asked for its version once, and only when that counts. */
final class NetworkFacts {
    private static final int SET_USER_ID = 04000;
    /** RootlessKit looks in these places only. */
    private static final List<Path> LXC_USER_NIC = List.of(
            Path.of("/usr/libexec/lxc/lxc-user-nic"), Path.of("/usr/lib/x86_64-linux-gnu/lxc/lxc-user-nic"),
            Path.of("/usr/lib/aarch64-linux-gnu/lxc/lxc-user-nic"), Path.of("/usr/lib/lxc/lxc-user-nic"));
    /** RootlessKit's own choice, which dockerd-rootless.sh leaves to it. */
    private static final String BRIDGE = "lxcbr0";
    /** How many interfaces root lets whom have, on which bridge. */
    private static final Path QUOTAS = Path.of("/etc/lxc/lxc-usernet");
    private static final Version PASTA_BY_ITSELF = Version.of(29);
    private static final Version GVISOR_BY_ITSELF = Version.of(29, 5);

    private final HostView host;
    private final Account account;
    private final ProgramSearch search;
    private final boolean archives;
    private final Map<String, Optional<Version>> versions = new HashMap<>();

    NetworkFacts(HostView host, Account account, Settings settings) {
        this.host = host;
        this.account = account;
        this.search = new ProgramSearch(settings, account, host);
        this.archives = settings.install().isPresent();
    }

    /** Of rootlesskit, the one that dockerd-rootless.sh would take; empty where it is not there or does not say. */
    Optional<Version> version(String program) {
        return versions.computeIfAbsent(program, name -> name.equals("rootlesskit")
                ? RootlessScript.ROOTLESSKIT.stream().filter(this::installed).findFirst()
                        .flatMap(found -> host.version(found, account).found())
                : host.version(name, account).found());
    }

    private boolean installed(String program) {
        return search.find(program).found().isPresent();
    }

    /** Why the programs there do not do for the driver; versions that are not known pass. */
    Optional<String> unfit(NetworkRow row) {
        if (row.driver() == NetworkDriver.LXC_USER_NIC) {
            return lxcUserNic();
        }
        return objection(row.needs()).map(text -> Settings.spelled(row.driver()) + " " + text).or(() -> unobtainable(row));
    }

    /** Unless archives may have it, of which it is told elsewhere what they lack. */
    private Optional<String> unobtainable(NetworkRow row) {
        return row.program().filter(program -> !archives && !installed(program)).flatMap(program ->
                host.osRelease().found().flatMap(Distribution::of).filter(known -> !known.packages().containsKey(program))
                        .map(known -> program + " not found, and no package of " + known.name() + " is known to have it"));
    }

    Optional<String> unfit(PortRow row, NetworkRow network) {
        return objection(row.networks().get(network.driver())).map(text ->
                Settings.spelled(row.driver()) + " with " + Settings.spelled(network.driver()) + " " + text);
    }

    /** Why there is no IPv6 with the driver. */
    Optional<String> withoutIpv6(NetworkRow row) {
        if (!row.traits().contains(Trait.IPV6)) {
            return Optional.of("RootlessKit routes no IPv6 with " + Settings.spelled(row.driver()));
        }
        return Optional.of(row.driver()).filter(NetworkDriver.PASTA::equals).flatMap(_ -> version("rootlesskit"))
                .flatMap(DriverRows.IPV6_WITH_PASTA::objection).map(text -> "IPv6 with pasta " + text);
    }

    private Optional<String> objection(List<Needed> needs) {
        return needs.stream().flatMap(needed -> version(needed.program()).flatMap(needed::objection).stream()).findFirst();
    }

    /** No package is known to bring it, so one that is missing is no more to be had than one that may not act as root. */
    private Optional<String> lxcUserNic() {
        var found = LXC_USER_NIC.stream().flatMap(path -> host.status(path, account).found().stream()).findFirst();
        if (found.isEmpty()) {
            return Optional.of("lxc-user-nic not found in " + LXC_USER_NIC.getFirst().getParent());
        }
        return found.map(FileStatus::mode).filter(mode -> (mode & SET_USER_ID) == 0)
                .map(_ -> "lxc-user-nic is not set-user-id root").or(this::noBridge).or(this::noQuota);
    }

    private Optional<String> noBridge() {
        return host.addresses().networks().found().filter(known -> known.stream().noneMatch(network -> network.device().equals(BRIDGE)))
                .map(_ -> "lxc-user-nic needs the bridge " + BRIDGE + ", which has no address here; start lxc-net.service");
    }

    /** Of a line for a group it is not known who is in it. */
    private Optional<String> noQuota() {
        var lines = host.text(QUOTAS, account).found().map(FileText::content).orElse("").lines();
        var quota = Pattern.compile("\\s*(@\\S+|" + Pattern.quote(account.name()) + ")\\s+veth\\s+" + BRIDGE + "\\s+0*[1-9]\\d*\\s*");
        return lines.anyMatch(quota.asMatchPredicate()) ? Optional.empty()
                : Optional.of("lxc-user-nic needs a line \"" + account.name() + " veth " + BRIDGE + " 1\" in " + QUOTAS);
    }

    /** A program that a package could still bring. */
    Optional<String> missing(NetworkRow row) {
        return row.program().filter(program -> row.driver() != NetworkDriver.LXC_USER_NIC && !installed(program))
                .map(program -> program + " not found");
    }

    /** What dockerd-rootless.sh takes when it is not told; where it finds nothing, what a package would bring. */
    NetworkDriver byItself() {
        return order().stream().map(DriverRows::row).filter(row -> missing(row).isEmpty() && unfit(row).isEmpty())
                .map(NetworkRow::driver).findFirst().orElse(NetworkDriver.SLIRP4NETNS);
    }

    /**
     * Whether it would find none of those, and end. What is not there together with dockerd may still come with it. Programs
     * are asked only where the first one is missing.
     */
    boolean withoutOwn() {
        return missing(DriverRows.NETWORKS.getFirst()).isPresent() && installed("dockerd")
                && missing(DriverRows.row(byItself())).isPresent();
    }

    /** The network drivers that it looks for, in its order. */
    List<NetworkDriver> order() {
        return DriverRows.NETWORKS.stream().map(NetworkRow::driver).filter(driver -> switch (driver) {
            case SLIRP4NETNS, VPNKIT -> true;
            case PASTA -> dockerd(PASTA_BY_ITSELF);
            case GVISOR_TAP_VSOCK -> dockerd(GVISOR_BY_ITSELF);
            case LXC_USER_NIC -> false;
        }).toList();
    }

    private boolean dockerd(Version least) {
        return version("dockerd").filter(found -> found.compareTo(least) >= 0).isPresent();
    }

    PortDriver portByItself(NetworkDriver network) {
        return network == NetworkDriver.PASTA && dockerd(PASTA_BY_ITSELF) ? PortDriver.IMPLICIT : PortDriver.BUILTIN;
    }

    /** The host's own networks that share addresses with this one, each with its device. */
    List<String> overlapping(Ipv4Network network) {
        return host.addresses().networks().found().orElse(List.of()).stream().filter(known -> known.network().overlaps(network))
                .map(known -> known.network() + " (" + known.device() + ")").distinct().toList();
    }

    /** A network of 256 addresses that the host does not use. */
    Optional<Ipv4Network> free() {
        return Stream.of(DriverRows.USUAL_CIDR, "10.41.0.0/24", "172.29.41.0/24", "192.168.241.0/24")
                .flatMap(text -> Ipv4Network.parse(text).stream())
                .filter(network -> overlapping(network).isEmpty()).findFirst();
    }

    boolean bypass4netns() {
        return installed("bypass4netns");
    }
}
