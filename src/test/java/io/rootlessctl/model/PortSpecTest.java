package io.rootlessctl.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** COVERAGE C5. */
class PortSpecTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080:80/tcp, 127.0.0.1:8080/tcp, 80, tcp",
        "127.0.0.1:8080:10.0.2.100:80/udp4, 127.0.0.1:8080/udp4, 10.0.2.100:80, udp",
        "[::1]:8080:80/tcp6, [::1]:8080/tcp6, 80, tcp",
        "[::1]:8080:[fd00::100]:80/tcp, [::1]:8080/tcp, [fd00::100]:80, tcp",
        "127.0.0.1:1:[::1]:65535/udp, 127.0.0.1:1/udp, [::1]:65535, udp"})
    @DisplayName("a spec is read and written alike")
    void roundTrip(String text, String bound, String target, String transport) {
        var port = PortSpec.parse(text);
        assertEquals(text, port.toString());
        assertEquals(bound + " " + target + " " + transport, port.bound() + " " + port.target() + " " + port.transport());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1:1/tcp, 127.0.0.1:1:2/tcp4, true",
        "127.0.0.1:1:1/tcp, 127.0.0.2:1:1/tcp, false",
        "127.0.0.1:1:1/tcp, 127.0.0.1:1:1/udp, false",
        "127.0.0.1:1:1/tcp, 127.0.0.1:2:1/tcp, false",
        "0.0.0.0:1:1/tcp, 127.0.0.2:1:1/tcp, true",
        "[::]:1:1/tcp, 127.0.0.2:1:1/tcp, true",
        "[::1]:1:1/tcp, [0:0::1]:1:1/tcp, true",
        "[::1]:1:1/tcp, 127.0.0.1:1:1/tcp, false",
        "0.0.0.0:1:1/tcp4, [::]:1:1/tcp6, false",
        "0.0.0.0:1:1/tcp, [::]:1:1/tcp6, true",
        "0.0.0.0:1:1/tcp4, [::]:1:1/tcp, true",
        "0.0.0.0:1:1/tcp, [::1]:1:1/tcp, true",
        "0.0.0.0:1:1/tcp4, [::1]:1:1/tcp, false",
        "127.0.0.1:1:1/tcp, [::]:1:1/tcp6, false",
        "0.0.0.0:1:1/udp4, [::]:1:1/udp6, false"})
    @DisplayName("two specs that need the same socket of the host")
    void collisions(String one, String other, boolean collide) {
        assertEquals(collide, PortSpec.parse(one).collidesWith(PortSpec.parse(other)));
        assertEquals(collide, PortSpec.parse(other).collidesWith(PortSpec.parse(one)));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:1:1/tcp4, tcp, ::1, false",
        "0.0.0.0:1:1/tcp, tcp, ::1, true",
        "127.0.0.1:1:1/tcp, tcp, ::1, false",
        "127.0.0.1:1:1/tcp, tcp, ::, true",
        "[::1]:1:1/tcp, tcp, 0.0.0.0, false",
        "[::]:1:1/tcp6, tcp, 0.0.0.0, false",
        "[::]:1:1/tcp, tcp, 0.0.0.0, true",
        "0.0.0.0:1:1/tcp4, tcp, 127.0.0.1, true",
        "0.0.0.0:1:1/tcp4, udp, 127.0.0.1, false"})
    @DisplayName("a spec and a socket that is listened on")
    void listeners(String spec, String transport, String ip, boolean collide) {
        assertEquals(collide, PortSpec.parse(spec).collidesWith(transport, ip, 1));
    }
}
