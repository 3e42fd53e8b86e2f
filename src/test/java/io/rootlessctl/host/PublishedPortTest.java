package io.rootlessctl.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.model.PortSpec;
import io.rootlessctl.model.ProcessId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedPortTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:80:127.0.0.1:80/tcp4, , true", "[::]:80:[::1]:80/tcp6, , true",
        "0.0.0.0:80:10.0.2.100:80/tcp4, , true", "0.0.0.0:80:10.0.2.100:80/tcp4, 10.44.0.0/24, false",
        "0.0.0.0:80:10.44.0.100:80/udp4, 10.44.0.0/24, true", "0.0.0.0:80:127.0.0.1:80/tcp4, 10.44.0.0/24, true",
        "0.0.0.0:80:10.44.0.7:80/tcp4, 10.44.0.0/24, false", "127.0.0.1:80:80/tcp, , false"})
    @DisplayName("C5: dockerd's own forwards lead to loopback or to the namespace's address, whatever its network is")
    void dockersOwn(String spec, String cidr, boolean dockers) {
        var arguments = cidr == null ? List.of("rootlesskit", "--net=slirp4netns")
                : List.of("rootlesskit", "--net=slirp4netns", "--cidr=" + cidr);
        var daemon = new RunningDaemon(new ProcessId(40, 1), arguments, new TreeMap<>(), Optional.empty(), List.of(),
                Instant.EPOCH, false, List.of(), new TreeSet<>(), Optional.empty(), Optional.empty());
        assertEquals(dockers, new PublishedPort(1, PortSpec.parse(spec)).isDockers(daemon));
    }
}
