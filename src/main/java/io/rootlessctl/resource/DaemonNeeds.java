package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Settings.State;
import io.rootlessctl.model.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What has to be as declared before a daemon is started. */
final class DaemonNeeds {
    private DaemonNeeds() {}

    /** A daemon is not restarted, or started, into a host that cannot run it. */
    static Set<Address> of(Declaration.User user, HostView host) {
        if (user.settings().daemon().state() != State.RUNNING) {
            return Set.of();
        }
        var needed = new HashSet<>(programs(user));
        Device.needed(user.settings()).forEach(path -> needed.add(new Address("device", path)));
        AppArmorProfile.rootlessKit(user, host).ifPresent(path -> needed.add(new Address("apparmor", path.toString())));
        Sysctl.NAMESPACES.keySet().forEach(key -> needed.add(new Address("sysctl", key)));
        List.of("sub-ids", "data-root", "tcp", "certificates", "daemon-json", "network", "direct-env", "override-conf", "user-unit")
                .forEach(kind -> needed.add(new Address(kind, user.name())));
        return needed;
    }

    static Set<Address> programs(Declaration.User user) {
        return Set.of(new Address("packages", "host"), new Address("user", user.name()), new Address("programs", user.name()));
    }
}
