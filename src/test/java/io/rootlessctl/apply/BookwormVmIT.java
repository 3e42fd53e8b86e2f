package io.rootlessctl.apply;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.WithDaemon;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Docker 20.10, RootlessKit 1.1 and systemd 252: a unit that does not notify, a state directory in /tmp. */
@OnVirtualHost("bookworm")
class BookwormVmIT {

    @Test
    @DisplayName("I2 I5 P2 P3 P10 O1 C2: from nothing to a container under systemd 252, and the second apply changes nothing")
    void fromNothingToAContainer(VirtualHost host) {
        MainPath.fromNothingToAContainer(host);
    }

    @Test
    @DisplayName("N4 O1: another MTU is one restart of Docker 20.10, and foreign lines stay")
    void changesTheMtu(@WithDaemon VirtualHost host) {
        MainPath.changesTheMtu(host);
    }
}
