package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attributes as {@code getfattr -n security.capability -e hex} shows them. */
@DisplayName("K2: the capabilities of a file")
class FileCapabilitiesTest {

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "0100000200040000000000000000000000000000, cap_net_bind_service=ep",
        "0000000200040000000000000000000000000000, cap_net_bind_service=p",
        "0100000200240000000000000000000000000000, 'cap_net_bind_service,cap_net_raw=ep'",
        "0100000200040000002000000000000000000000, cap_net_bind_service=ep cap_net_raw=ei",
        "010000020000000000000000c000000000000000, 'cap_perfmon,cap_bpf=ep'",
        "010000030004000000000000000000000000000000000000, cap_net_bind_service=ep",
        "010000010004000000000000, cap_net_bind_service=ep",
        "0100000200000000000000000000000000000000, ''",
    })
    void parsed(String hex, String text) {
        assertEquals(Optional.of(text), FileCapabilities.parse(HexFormat.of().parseHex(hex)));
    }

    @ParameterizedTest
    @CsvSource({"''", "01", "01000002000400000000000000000000000000", "010000030004000000000000000000000000000000000000ff"})
    void notUnderstood(String hex) {
        assertEquals(Optional.empty(), FileCapabilities.parse(HexFormat.of().parseHex(hex)));
    }
}
