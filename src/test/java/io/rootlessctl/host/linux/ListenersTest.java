package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.host.Listener;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** COVERAGE C5: who has a port. */
class ListenersTest {

    @Test
    @DisplayName("lines of /proc/net/tcp and its kin; what does not listen is left out")
    void lines() {
        assertEquals(
                Optional.of(new Listeners.Line("tcp", "127.0.0.1", 8080, 1000, "29487")),
                Listeners.Line.parse("tcp", "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  "
                        + "1000        0 29487 1 0000000000000000 100 0 0 10 0"));
        assertEquals(
                Optional.of(new Listeners.Line("udp", "0:0:0:0:0:0:0:1", 53, 0, "7")),
                Listeners.Line.parse("udp", " 12: 00000000000000000000000001000000:0035 00000000000000000000000000000000:0000 "
                        + "07 00000000:00000000 00:00000000 00000000     0        0 7 2 0000000000000000 0"));
        assertEquals(Optional.empty(), Listeners.Line.parse("tcp", "  1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 "
                + "00:00000000 00000000  1000        0 29488 1 0000000000000000 20 4 30 10 -1"));
        assertEquals(Optional.empty(), Listeners.Line.parse("tcp", "  sl  local_address rem_address   st tx_queue rx_queue"));
    }

    @Test
    @DisplayName("this process is found by its own sockets")
    void ownSockets() throws IOException {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        try (var tcp = new ServerSocket(0, 1, loopback);
                var udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()))) {
            var found = Listeners.on(udp.getLocalPort()).found().orElseThrow();
            assertEquals(List.of("tcp", "udp"), found.stream().map(Listener::transport).toList());
            assertEquals(List.of(Optional.of(ProcessHandle.current().pid())), found.stream()
                    .map(listener -> listener.process().map(Listener.Process::pid)).distinct().toList());
        }
    }
}
