package io.rootlessctl.resource;

import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.Ports;
import io.rootlessctl.manifest.Settings.Privileged;
import io.rootlessctl.manifest.Manifest.UserEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Kernel parameters that users' sections ask for: one value for the whole host, as soon as any user needs it. */
final class SharedParameters {
    /** All groups. */
    private static final String EVERYBODY = "0 2147483647";

    private SharedParameters() {}

    static List<Sysctl.Parameter> of(Declaration declaration) {
        var users = declaration.all().stream().map(UserEntry::settings)
                .filter(settings -> settings.wanted()).toList();
        var parameters = new ArrayList<Sysctl.Parameter>();
        if (users.stream().anyMatch(settings -> settings.network().ping().orElse(false))) {
            parameters.add(new Sysctl.Parameter(
                    "net.ipv4.ping_group_range", Optional.of(EVERYBODY), "network.ping = true"));
        }
        users.stream().map(Settings::ports)
                .filter(ports -> ports.privileged().filter(Privileged.SYSCTL::equals).isPresent())
                .mapToInt(SharedParameters::start).min()
                .ifPresent(start -> parameters.add(new Sysctl.Parameter(
                        "net.ipv4.ip_unprivileged_port_start", Optional.of(Integer.toString(start)),
                        "ports.privileged = \"sysctl\"")));
        return parameters;
    }

    /** Where no port is named, every port is meant. */
    private static int start(Ports ports) {
        return ports.unprivilegedStart().orElse(0);
    }
}
