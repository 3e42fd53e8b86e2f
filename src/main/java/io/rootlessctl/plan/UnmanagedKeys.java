package io.rootlessctl.plan;

import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Unmanaged;
import io.rootlessctl.resource.Declaration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Keys that the manifest may declare and that no kind manages yet: said in every plan, never ignored silently. */
public final class UnmanagedKeys {
    private static final Set<String> MANAGED = Set.of(
            "daemon.state", "daemon.start", "daemon.manager", "daemon.data-root", "daemon.socket", "daemon.restart",
            "daemon.ready-timeout", "daemon.settings",
            "network.driver", "network.port-driver", "network.mtu", "network.ping",
            "storage.driver",
            "id-map.size", "id-map.start",
            "cgroup.controllers",
            "limits.nofile", "limits.nproc",
            "ports.privileged", "ports.unprivileged-start", "ports.publish",
            "client.context", "client.shell",
            "host.apparmor", "host.modules", "host.packages", "host.rootful-docker", "host.sysctl");

    private UnmanagedKeys() {}

    static List<Unmanaged> in(Declaration declaration) {
        var found = new LinkedHashSet<Unmanaged>();
        add(declaration.host().declared(), Scope.HOST, found);
        declaration.users().forEach(user -> add(user.settings().declared(), user.scope(), found));
        return List.copyOf(found);
    }

    private static void add(Set<String> declared, Scope scope, Set<Unmanaged> found) {
        declared.stream().sorted().filter(key -> !managed(key)).forEach(key -> found.add(new Unmanaged(key, scope)));
    }

    /** A key counts with all that is below it: {@code host.sysctl} stands for every parameter. */
    private static boolean managed(String key) {
        return MANAGED.stream().anyMatch(known -> key.equals(known) || key.startsWith(known + "."));
    }
}
