package io.rootlessctl.host;

import io.rootlessctl.model.Observation;
import java.util.List;
import java.util.Optional;

/** @param known the only ones, besides loopback's; where none is told any can be had */
record FakeAddresses(List<String> known, List<HostNetwork> there) implements AddressView {
    @Override
    public Optional<String> primary() {
        return Optional.of("192.0.2.7");
    }

    @Override
    public List<String> global() {
        return known;
    }

    @Override
    public Observation<List<HostNetwork>> networks() {
        return Observation.present(there);
    }

    @Override
    public boolean bindable(String ip) {
        return known.isEmpty() || known.contains(ip) || ip.matches("127\\..*|0\\.0\\.0\\.0")
                || List.of("::", "::1").contains(ip) && known.stream().anyMatch(own -> own.indexOf(':') >= 0);
    }
}
