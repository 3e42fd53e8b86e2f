package io.rootlessctl.resource;

import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.Network;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The variables of dockerd-rootless.sh that the manifest decides: {@code DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=1500}. What
 * is not declared has no variable, and the script's own default holds.
 */
final class RootlessEnvironment {
    static final String PREFIX = "DOCKERD_ROOTLESS_ROOTLESSKIT_";

    /** The daemon's fields that these variables decide. */
    static final Map<String, String> FIELDS = Map.of(
            "network-driver", PREFIX + "NET", "port-driver", PREFIX + "PORT_DRIVER", "mtu", PREFIX + "MTU");

    private RootlessEnvironment() {}

    static SortedMap<String, String> of(Settings settings) {
        return settings.daemon().state() == Settings.State.ABSENT ? new TreeMap<>() : of(settings.network());
    }

    private static SortedMap<String, String> of(Network network) {
        var variables = new TreeMap<String, String>();
        network.driver().ifPresent(driver -> variables.put(PREFIX + "NET", Settings.spelled(driver)));
        network.portDriver().ifPresent(driver -> variables.put(PREFIX + "PORT_DRIVER", Settings.spelled(driver)));
        network.mtu().ifPresent(mtu -> variables.put(PREFIX + "MTU", Integer.toString(mtu)));
        return variables;
    }
}
