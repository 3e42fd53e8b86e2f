package io.rootlessctl.host;

import io.rootlessctl.model.PortSpec;
import java.util.Set;

/** A port that a running RootlessKit forwards, one of {@code GET /v1/ports}; the id is of this process only. */
public record PublishedPort(long id, PortSpec spec) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1");

    /**
     * Whether dockerd has added it for a container, and takes it away with that. Its forwards lead to the loopback
     * addresses, or with a port driver that does not do that to the namespace's own address.
     */
    public boolean isDockers(RunningDaemon daemon) {
        return spec.proto().matches("(tcp|udp|sctp)[46]") && (LOOPBACK.contains(spec.childIp())
                || daemon.namespaceAddress().filter(spec.childIp()::equals).isPresent());
    }
}
