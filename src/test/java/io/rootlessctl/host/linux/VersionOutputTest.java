package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.host.Firewall;
import io.rootlessctl.model.Version;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("P7: versions as programs print them")
class VersionOutputTest {
    @ParameterizedTest
    @CsvSource({
        "dockerd,        dockerd-20.10,   20.10.24",
        "docker,         docker-28,       28.2.2",
        "rootlesskit,    rootlesskit-1.1, 1.1.0",
        "slirp4netns,    slirp4netns,     1.2.0",
        "fuse-overlayfs, fuse-overlayfs,  1.10",
        "iptables,       iptables,        1.8.9",
        "pasta,          pasta-date,      2024.12.11",
        "pasta,          pasta-debian,    2025.5.3",
        "pasta,          pasta-bookworm,  ''",
        "dockerd,        malformed,       ''",
        "pasta,          malformed,       ''",
        "rootlesskit,    empty,           ''",
    })
    void reads(String program, String file, String expected) {
        var found = VersionOutput.parse(program, Observed.text("version/" + file + ".txt"));
        assertEquals(expected, found.map(Version::toString).orElse(""));
    }

    @ParameterizedTest(name = "P8: {0} works with {1}")
    @CsvSource({
        "iptables v1.8.9 (nf_tables), NF_TABLES", "iptables v1.8.9 (legacy), IP_TABLES", "iptables v1.6.1, IP_TABLES",
    })
    void firewall(String output, Firewall expected) {
        assertEquals(expected, VersionOutput.firewall(output));
    }
}
