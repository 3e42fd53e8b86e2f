package io.rootlessctl.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("N5: networks that share addresses")
class Ipv4NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.2.0/24, 10.0.0.0/8, true", "10.0.2.0/24, 10.0.2.128/25, true", "10.0.2.0/24, 10.0.3.0/24, false",
        "192.168.0.0/16, 192.169.0.0/16, false", "10.0.2.0/24, 0.0.0.0/0, true", "10.0.2.0/24, 10.0.2.7/32, true",
        "255.255.255.255/32, 128.0.0.0/1, true"})
    void overlaps(String one, String other, boolean expected) {
        var first = Ipv4Network.parse(one).orElseThrow();
        var second = Ipv4Network.parse(other).orElseThrow();
        assertEquals(expected, first.overlaps(second));
        assertEquals(expected, second.overlaps(first));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.2.0", "10.0.2.0/33", "10.0.256.0/24", "fd00::/64", "10.0.2/24", "10.0.2.0/24 "})
    void refuses(String text) {
        assertEquals(Optional.empty(), Ipv4Network.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"10.0.2.9/24, 10.0.2.0/24", "255.0.0.1/32, 255.0.0.1/32", "1.2.3.4/0, 0.0.0.0/0"})
    void isSpelledByItsFirstAddress(String text, String spelled) {
        assertEquals(spelled, Ipv4Network.parse(text).orElseThrow().toString());
    }
}
