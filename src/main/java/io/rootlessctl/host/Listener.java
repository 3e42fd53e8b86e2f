package io.rootlessctl.host;

import java.util.Optional;

/**
 * A socket on which something on the host listens, of /proc/net/tcp and its kin.
 *
 * @param transport {@code tcp} or {@code udp}
 * @param ip without brackets
 * @param uid whose it is
 * @param process empty where the caller may not look into it
 */
public record Listener(String transport, String ip, int port, long uid, Optional<Process> process) {

    /** @param name as the kernel has it, {@code nginx} */
    public record Process(long pid, String name) {}
}
