package io.rootlessctl.lab;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The hosts of one suite of Debian, as many as tests run at once; all are copies of one that was prepared first. */
final class VirtualHostPool implements AutoCloseable {
    private final VirtualHost prepared;
    private final List<VirtualHost> all = new ArrayList<>();
    private final Deque<VirtualHost> idle = new ArrayDeque<>();

    VirtualHostPool(VirtualHost.Kernel kernel, String suite) {
        prepared = VirtualHost.prepare(kernel, suite);
    }

    /** A host that nobody else has, in whatever state its last test left it. */
    synchronized VirtualHost take() {
        if (idle.isEmpty()) {
            var host = prepared.copy();
            all.add(host);
            return host;
        }
        return idle.pop();
    }

    synchronized void giveBack(VirtualHost host) {
        idle.push(host);
    }

    @Override
    public synchronized void close() {
        all.add(prepared);
        VirtualHost.closeAll(all);
    }
}
