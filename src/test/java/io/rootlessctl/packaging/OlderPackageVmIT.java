package io.rootlessctl.packaging;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.WithDaemon;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The package on Debian bookworm. */
@OnVirtualHost("bookworm")
class OlderPackageVmIT {
    @Test
    @DisplayName("C5 O1: without a JDK the package is upgraded and removed without a trace, and nobody's daemon notices")
    void goesAndComesBack(@WithDaemon VirtualHost host) {
        PackageLife.goesAndComesBack(host);
    }
}
