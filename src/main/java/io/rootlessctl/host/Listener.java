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

    /** {@code nginx (process 812) listens on 127.0.0.1:80}. */
    public String described() {
        var address = (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + port;
        return process.map(found -> found.name() + " (process " + found.pid() + ")")
                .orElse("a process of user id " + uid) + " listens on " + address;
    }

    /** @param name as the kernel has it, {@code nginx} */
    public record Process(long pid, String name) {}
}
