package io.rootlessctl.manifest;

import java.net.Inet6Address;
import java.util.Optional;

/** IP addresses as literals only: nothing here may ask a name server. */
final class IpAddress {
    private IpAddress() {}

    /** The 32 bits of {@code 10.0.2.0}; empty for anything else, a leading zero included (some read it as octal). */
    static Optional<Integer> v4(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        int bits = 0;
        for (var part : parts) {
            var octet = number(part, 0, 255);
            if (octet.isEmpty()) {
                return Optional.empty();
            }
            bits = bits << 8 | octet.get();
        }
        return Optional.of(bits);
    }

    /** An IPv4 address, or an IPv6 address without scope and without brackets. */
    static boolean isLiteral(String text) {
        return v4(text).isPresent() || isV6(text);
    }

    static boolean isLoopback(String literal) {
        return v4(literal).map(bits -> bits >>> 24 == 127)
                .orElseGet(() -> Inet6Address.ofLiteral(literal).isLoopbackAddress());
    }

    private static boolean isV6(String text) {
        if (text.indexOf(':') < 0 || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
            return false;
        }
        try {
            Inet6Address.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /** A port in decimal digits, 1 to 65535. */
    static Optional<Integer> port(String text) {
        return number(text, 1, 65_535);
    }

    /** Decimal digits without sign or leading zero, at most five. */
    static Optional<Integer> number(String text, int min, int max) {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || text.length() > 1 && text.charAt(0) == '0') {
            return Optional.empty();
        }
        return Optional.of(Integer.parseInt(text)).filter(number -> number >= min && number <= max);
    }
}
