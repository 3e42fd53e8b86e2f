package io.rootlessctl.host;

import io.rootlessctl.model.Observation;
import java.util.List;
import java.util.Optional;

/** A host's own IP addresses, and the networks that it reaches by itself. */
public interface AddressView {
    /** The IPv4 address that others see; empty where no route leads to others. Nothing is sent. */
    Optional<String> primary();

    /** Those of its interfaces by which others may reach it: neither of loopback nor of one link alone. */
    List<String> global();

    /** The IPv4 networks that it has routes to, but for the default one, or addresses in. */
    Observation<List<HostNetwork>> networks();

    /** Whether a socket can have this IP address here: it is one of the host's, or the kernel lets sockets have any. */
    boolean bindable(String ip);
}
