package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("N5: the host's own networks")
class RoutesTest {

    @Test
    void readsTheKernelsTableWithoutTheDefaultRoute() {
        var text = """
                Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
                eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
                eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
                tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0
                odd
                x\tzz\t0\t0\t0\t0\t0\t00FFFFFF
                """;
        assertEquals("[HostNetwork[network=192.0.2.0/24, device=eth0], HostNetwork[network=10.0.0.0/8, device=tun0]]",
                Routes.parse(text).toString());
    }

    @Test
    void knowsTheAddressesOfThisHost() {
        var networks = Routes.read().found().orElseThrow();
        assertTrue(networks.stream().anyMatch(known -> known.device().equals("lo")
                && known.network().toString().equals("127.0.0.0/8")), networks::toString);
    }
}
