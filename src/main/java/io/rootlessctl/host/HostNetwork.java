package io.rootlessctl.host;

import io.rootlessctl.model.Ipv4Network;

/**
 * A network that the host reaches by a route of its own, or has an address in.
 *
 * @param device the interface, {@code eth0}
 */
public record HostNetwork(Ipv4Network network, String device) {}
