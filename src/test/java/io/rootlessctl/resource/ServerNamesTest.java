package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.host.FakeHost;
import io.rootlessctl.manifest.Settings.Tcp;
import io.rootlessctl.manifest.Settings.Tls;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("C3: the names in a server's certificate")
class ServerNamesTest {
    private final FakeHost host = FakeHost.debian().addresses(List.of("192.0.2.7", "198.51.100.9", "2001:db8::7"));

    @Test
    void onAllAddressesOneIsNeededAndEachIsPutIn() {
        var tcp = new Tcp("0.0.0.0:2376", new Tls.Generate(), List.of("docker.example.org"));
        var needed = List.of("192.0.2.7", "127.0.0.1", "::1", "localhost", "docker.example.org");
        assertEquals(needed, ServerNames.of(tcp, host));
        assertEquals(List.of("192.0.2.7", "127.0.0.1", "::1", "localhost", "docker.example.org", "198.51.100.9", "2001:db8::7"),
                ServerNames.issued(tcp, host));
    }

    @Test
    void onOneAddressThatIsAll() {
        var tcp = new Tcp("198.51.100.9:2376", new Tls.Generate(), List.of());
        assertEquals(List.of("198.51.100.9"), ServerNames.issued(tcp, host));
    }

    @ParameterizedTest
    @CsvSource({"host1, true", "host1.example.org, true", "4711, false", "10.0.0.1, false", "a..b, false", "my_host, false", "-a, false"})
    void aHostsOwnNameHasToBeOneOfDns(String name, boolean good) {
        assertEquals(good ? Optional.of(name) : Optional.empty(), ServerNames.hostName(host.sysctl("kernel.hostname", name)));
    }
}
