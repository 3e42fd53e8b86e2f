package io.rootlessctl.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One process of a user's daemon, RootlessKit's own first in a list of them and each after its parent, unless that has ended.
 *
 * @param parent its parent's number
 * @param name as the kernel has it, cut to 15 bytes: {@code containerd-shim}
 * @param namespaces the number of each namespace that it is in, by kind: {@code net} 4026531840; empty where the caller
 *     may not look
 */
public record DaemonProcess(long pid, long parent, String name, SortedMap<String, Long> namespaces) {
    /** A user may start any number of them; no list has more. */
    public static final int MOST = 200;

    public DaemonProcess {
        namespaces = Collections.unmodifiableSortedMap(new TreeMap<>(namespaces));
    }
}
