package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.NetworkTraffic.Drivers;
import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.WithDaemon;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The newest Docker, slirp4netns and pasta that Debian has: 28.5, 1.3 and of 2026-10. */
@OnVirtualHost("forky")
class NewestNetworkVmIT {
    @ParameterizedTest
    @CsvSource({"slirp4netns, builtin, false, true", "slirp4netns, slirp4netns, true, false", "pasta, implicit, true, true"})
    @DisplayName("N1 N2 N3 N4 N5: each pair of drivers on Debian 14, by its traffic")
    void carriesTrafficAsDeclared(String network, String port, boolean kept, boolean ports6, @WithDaemon VirtualHost host) {
        var table = host.user("alice").rootlessctl("explain", "network").expect(0).out();
        assertTrue(Pattern.compile("(?m)^  pasta .* yes, 20\\d\\d\\.").matcher(table).find(), table);
        NetworkTraffic.isAsDeclared(host, new Drivers(network, port, kept, ports6));
    }
}
