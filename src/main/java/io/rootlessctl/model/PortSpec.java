package io.rootlessctl.model;

import java.net.InetAddress;
import java.util.Collections;
import java.util.Set;

/**
 * A port that RootlessKit forwards from the host, its parent, into its network namespace, its child.
 *
 * @param proto {@code tcp} or {@code udp}, with {@code 4} or {@code 6} for one family only
 * @param parentIp an IP address without brackets; empty for all
 * @param childIp likewise; empty for the port driver's own choice
 */
public record PortSpec(String proto, String parentIp, int parentPort, String childIp, int childPort) {

    /** Reads what {@link #toString} writes, and what rootless.toml accepts: {@code [::1]:8080:10.0.2.100:80/tcp}. */
    public static PortSpec parse(String text) {
        int slash = text.lastIndexOf('/');
        int afterIp = text.indexOf(':', text.indexOf(']') < 0 || !text.startsWith("[") ? 0 : text.indexOf(']'));
        int afterPort = text.indexOf(':', afterIp + 1);
        int beforeChild = text.lastIndexOf(':', slash);
        return new PortSpec(
                text.substring(slash + 1), bare(text.substring(0, afterIp)),
                Integer.parseInt(text.substring(afterIp + 1, afterPort)),
                afterPort == beforeChild ? "" : bare(text.substring(afterPort + 1, beforeChild)),
                Integer.parseInt(text.substring(beforeChild + 1, slash)));
    }

    private static String bare(String ip) {
        return ip.startsWith("[") ? ip.substring(1, ip.length() - 1) : ip;
    }

    /** What is listened on, {@code 127.0.0.1:8080/tcp}: there can be one such port only. */
    public String bound() {
        return bracketed(parentIp) + ":" + parentPort + "/" + proto;
    }

    /** Where to in the namespace, {@code 80} or {@code 10.0.2.100:80}. */
    public String target() {
        return childIp.isEmpty() ? Integer.toString(childPort) : bracketed(childIp) + ":" + childPort;
    }

    /** Without the family: {@code tcp} or {@code udp}. */
    public String transport() {
        return proto.replaceAll("[46]$", "");
    }

    /** Whether both stand for the same socket of the host, however its address is spelled. */
    public boolean sameSocket(PortSpec other) {
        return proto.equals(other.proto) && parentPort == other.parentPort
                && (parentIp.equals(other.parentIp) || !parentIp.isEmpty() && !other.parentIp.isEmpty()
                        && InetAddress.ofLiteral(parentIp).equals(InetAddress.ofLiteral(other.parentIp)));
    }

    /** Whether the kernel would refuse one while the other is listened on. */
    public boolean collidesWith(PortSpec other) {
        return collide(other.transport(), other.families(), other.parentIp, other.parentPort);
    }

    /**
     * The same for a socket that is listened on.
     *
     * @param ip {@code ::} is taken for one that serves IPv4 too, by the kernel's default: it does not tell
     */
    public boolean collidesWith(String otherTransport, String ip, int port) {
        return collide(otherTransport, ip.equals("0.0.0.0") ? Set.of('4') : families(otherTransport, ip), ip, port);
    }

    private boolean collide(String otherTransport, Set<Character> families, String ip, int port) {
        return transport().equals(otherTransport) && parentPort == port
                && !Collections.disjoint(families(), families) && overlap(parentIp, ip);
    }

    /** Of IP, {@code 4} and {@code 6}. */
    private Set<Character> families() {
        return families(proto, parentIp);
    }

    /** What is for all addresses is listened on for both by RootlessKit, whichever they are spelled in. */
    private static Set<Character> families(String proto, String ip) {
        char last = proto.charAt(proto.length() - 1);
        if (last == '4' || last == '6') {
            return Set.of(last);
        }
        return ip.isEmpty() || InetAddress.ofLiteral(ip).isAnyLocalAddress() ? Set.of('4', '6')
                : Set.of(ip.indexOf(':') < 0 ? '4' : '6');
    }

    private static boolean overlap(String one, String other) {
        if (one.isEmpty() || other.isEmpty()) {
            return true;
        }
        var first = InetAddress.ofLiteral(one);
        var second = InetAddress.ofLiteral(other);
        return first.equals(second) || first.isAnyLocalAddress() || second.isAnyLocalAddress();
    }

    private static String bracketed(String ip) {
        return ip.indexOf(':') < 0 ? ip : "[" + ip + "]";
    }

    @Override
    public String toString() {
        return bracketed(parentIp) + ":" + parentPort + ":" + target() + "/" + proto;
    }
}
