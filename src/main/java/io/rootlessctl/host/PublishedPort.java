package io.rootlessctl.host;

import io.rootlessctl.model.PortSpec;
import java.util.Set;

/** A port that a running RootlessKit forwards, one of {@code GET /v1/ports}; the id is of this process only. */
public record PublishedPort(long id, PortSpec spec) {
    /** What dockerd's own forwards lead to: the loopback addresses, and slirp4netns's address of the namespace. */
    private static final Set<String> DOCKERS = Set.of("127.0.0.1", "::1", "10.0.2.100");

    /** Whether dockerd has added it for a container, and takes it away with that. */
    public boolean isDockers() {
        return spec.proto().matches("(tcp|udp|sctp)[46]") && DOCKERS.contains(spec.childIp());
    }
}
