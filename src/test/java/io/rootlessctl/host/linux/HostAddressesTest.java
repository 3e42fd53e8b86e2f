package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("C3 C5: the host's own addresses")
class HostAddressesTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "127.0.0.9, true", "0.0.0.0, true", "192.0.2.99, false", "2001:db8::99, false"})
    void aSocketCanHaveThoseOfTheHost(String ip, boolean bindable) {
        assertEquals(bindable, HostAddresses.bindable(ip));
    }

    @Test
    void thoseThatOthersSeeAreBindableAndNotOfLoopback() {
        var global = HostAddresses.global();
        assertTrue(global.stream().noneMatch(ip -> ip.startsWith("127.") || ip.startsWith("fe80:") || ip.equals("0:0:0:0:0:0:0:1")),
                global::toString);
        assertEquals(global, global.stream().filter(HostAddresses::bindable).toList());
    }
}
