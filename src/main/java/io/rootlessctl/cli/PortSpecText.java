package io.rootlessctl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.render.GoText;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A port spec as RootlessKit's own command reads it, {@code PARENTIP:PARENTPORT[:CHILDIP]:CHILDPORT/PROTO}, with its
 * messages. It lets pass, for the daemon to judge, what rootless.toml does not: no address, ports out of range, SCTP.
 * In two of the messages parent and child are mixed up; so they are there.
 */
final class PortSpecText {
    private static final Set<String> PROTOCOLS = Set.of(
            "tcp", "tcp4", "tcp6", "udp", "udp4", "udp6", "sctp", "sctp4", "sctp6");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final int PARENT_IP = 0;
    private static final int PARENT_PORT = 1;
    private static final int CHILD_IP = 2;
    private static final int CHILD_PORT = 3;

    private final String text;
    private final String[] parts = {"", "", "", ""};

    private PortSpecText(String text) {
        this.text = text;
    }

    /**
     * @return the body of a request: nothing is in it that is empty or zero
     * @param complaints of the scanner, which are no errors
     */
    static JsonNode parse(String text, Consumer<String> complaints) throws ApiProblem {
        return new PortSpecText(text).parsed(complaints);
    }

    private JsonNode parsed(Consumer<String> complaints) throws ApiProblem {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            throw problem("missing proto in");
        }
        var proto = text.substring(slash + 1);
        if (!PROTOCOLS.contains(proto)) {
            throw new ApiProblem("invalid PortSpec string: " + GoText.quoted(text) + ": unknown proto: " + GoText.quoted(proto));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw problem("unexpected");
        }
        parts[CHILD_PORT] = text.substring(colon + 1, slash);
        scan(text.substring(0, colon), complaints);
        if (!isAddress(parts[PARENT_IP]) || !isAddress(parts[CHILD_IP])) {
            throw problem("unexpected ParentIP in");
        }
        var spec = JsonNodeFactory.instance.objectNode().put("proto", proto);
        put(spec, "parentIP", parts[PARENT_IP]);
        put(spec, "parentPort", port("ChildPort", parts[PARENT_PORT]));
        put(spec, "childPort", port("ParentPort", parts[CHILD_PORT]));
        put(spec, "childIP", parts[CHILD_IP]);
        return spec;
    }

    /** Brackets keep the colons of an IPv6 address together; what follows the closing one is a colon, or skipped. */
    private void scan(String before, Consumer<String> complaints) throws ApiProblem {
        int index = PARENT_IP;
        var delimiter = ":";
        var tokens = GoScanner.tokens(before, complaints).iterator();
        while (tokens.hasNext()) {
            var token = tokens.next();
            if (index > CHILD_PORT) {
                throw problem("unexpected");
            }
            if (token.equals("[")) {
                delimiter = "]";
            } else if (token.equals(delimiter)) {
                if (delimiter.equals("]")) {
                    delimiter = ":";
                    if (tokens.hasNext()) {
                        tokens.next();
                    }
                }
                index++;
            } else {
                parts[index] += token;
            }
        }
    }

    private static boolean isAddress(String ip) {
        if (ip.isEmpty() || IPV4.matcher(ip).matches()) {
            return true;
        }
        try {
            return ip.indexOf(':') >= 0 && ip.indexOf('%') < 0 && ip.indexOf('[') < 0 && Inet6Address.ofLiteral(ip) != null;
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    private long port(String name, String number) throws ApiProblem {
        try {
            return number(number);
        } catch (ApiProblem wrong) {
            throw new ApiProblem("unexpected " + name + " in PortSpec string: " + GoText.quoted(text) + ": " + wrong.getMessage());
        }
    }

    /** As strconv.Atoi. */
    static long number(String text) throws ApiProblem {
        if (!text.matches("[+-]?[0-9]+")) {
            throw new ApiProblem("strconv.Atoi: parsing " + GoText.quoted(text) + ": invalid syntax");
        }
        var value = new BigInteger(text);
        if (value.bitLength() > 63) {
            throw new ApiProblem("strconv.Atoi: parsing " + GoText.quoted(text) + ": value out of range");
        }
        return value.longValue();
    }

    private ApiProblem problem(String what) {
        return new ApiProblem(what + " PortSpec string: " + GoText.quoted(text));
    }

    private static void put(ObjectNode spec, String name, String value) {
        if (!value.isEmpty()) {
            spec.put(name, value);
        }
    }

    private static void put(ObjectNode spec, String name, long value) {
        if (value != 0) {
            spec.put(name, value);
        }
    }
}
