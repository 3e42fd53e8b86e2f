package io.rootlessctl.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of IPv4 addresses, {@code 10.0.2.0/24}.
 *
 * @param address the 32 bits of its first address
 * @param prefix how many of them are the network's, 0 to 32
 */
public record Ipv4Network(int address, int prefix) {
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

    public Ipv4Network {
        if (prefix < 0 || prefix > 32) {
            throw new IllegalArgumentException("not a prefix of an IPv4 network: " + prefix);
        }
        address &= mask(prefix);
    }

    /** Empty for what is no network; bits beyond the prefix are taken away. */
    public static Optional<Ipv4Network> parse(String text) {
        var match = SYNTAX.matcher(text);
        if (!match.matches() || Integer.parseInt(match.group(5)) > 32) {
            return Optional.empty();
        }
        int bits = 0;
        for (int part = 1; part <= 4; part++) {
            int octet = Integer.parseInt(match.group(part));
            if (octet > 255) {
                return Optional.empty();
            }
            bits = bits << 8 | octet;
        }
        return Optional.of(new Ipv4Network(bits, Integer.parseInt(match.group(5))));
    }

    public boolean overlaps(Ipv4Network other) {
        int mask = mask(Math.min(prefix, other.prefix));
        return (address & mask) == (other.address & mask);
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    /** The address with this number in it, {@code 10.0.2.100}. */
    public String host(int number) {
        return spelled(address + number);
    }

    @Override
    public String toString() {
        return spelled(address) + "/" + prefix;
    }

    private static String spelled(int bits) {
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }
}
