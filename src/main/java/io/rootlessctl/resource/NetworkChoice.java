package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.Network;
import io.rootlessctl.manifest.Settings.NetworkDriver;
import io.rootlessctl.manifest.Settings.PortDriver;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Version;
import java.util.Map;
import java.util.Optional;

/** What a declared network driver asks of the port driver, and of the programs on the host. */
final class NetworkChoice {
    /** @param program whose version counts, and from which on the driver works */
    private record Needed(String program, Version version) {}

    /** Source: the rootless chapter of Docker's documentation, and dockerd-rootless.sh by version. */
    private static final Map<NetworkDriver, Needed> NEEDED = Map.of(
            NetworkDriver.PASTA, new Needed("dockerd", Version.of(25)),
            NetworkDriver.GVISOR_TAP_VSOCK, new Needed("dockerd", Version.of(29, 5)),
            NetworkDriver.SLIRP4NETNS, new Needed("slirp4netns", Version.of(0, 4, 0)));

    /** Programs that are there and of no use before some version, whoever has chosen them. */
    private static final Map<String, Version> PROGRAMS = Map.of("slirp4netns", Version.of(0, 4, 0));

    private NetworkChoice() {}

    /** The version, where it is one that will not do; what has no readable version passes. */
    static Optional<Version> tooOld(String program, Account account, HostView host) {
        return Optional.ofNullable(PROGRAMS.get(program)).flatMap(needed ->
                host.version(program, account).found().filter(version -> version.compareTo(needed) < 0));
    }

    static Version needed(String program) {
        return PROGRAMS.get(program);
    }

    /**
     * The port driver declared, or the one that the network driver leaves: dockerd-rootless.sh of Docker 25 to 28 asks
     * for builtin with pasta too, which RootlessKit up to 3.0 refuses.
     */
    static Optional<PortDriver> portDriver(Network network) {
        return network.portDriver().or(() ->
                network.driver().filter(driver -> driver == NetworkDriver.PASTA).map(_ -> PortDriver.IMPLICIT));
    }

    /** Why the declared driver cannot work with the programs there; what has no readable version passes. */
    static Optional<String> hindrance(Network network, Account account, HostView host) {
        return network.driver().flatMap(driver -> Optional.ofNullable(NEEDED.get(driver)).flatMap(needed ->
                host.version(needed.program(), account).found()
                        .filter(version -> version.compareTo(needed.version()) < 0)
                        .map(version -> "network.driver: " + Settings.spelled(driver) + " needs " + needed.program() + " "
                                + needed.version() + " or newer, found " + version
                                + "; upgrade it or declare another network.driver")));
    }
}
