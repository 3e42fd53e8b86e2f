package io.rootlessctl.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    private static final List<String> NAMES = List.of("mtu", "driver", "port-driver", "ipv6", "source-ip");

    @ParameterizedTest
    @DisplayName("finds the name that was meant, or none")
    @CsvSource({"mut,mtu", "mtuu,mtu", "dirver,driver", "port_driver,port-driver", "portdriver,port-driver",
        "source-up,source-ip", "sourceip,source-ip", "x,", "volume,", "'',"})
    void nearest(String name, String expected) {
        assertEquals(Optional.ofNullable(expected), NearestName.of(name, NAMES));
    }
}
