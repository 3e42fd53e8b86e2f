package io.rootlessctl.model;

import java.util.Locale;

/** Advice, each kind with the name by which {@code lint.ignore} silences it. */
public enum LintId {
    BINARY_DELETED,
    BINARY_MISMATCH,
    CERTIFICATE_EXPIRES,
    LIVE_RESTORE_USELESS,
    NETWORK_OVERLAPS,
    NO_NEW_PRIVILEGES_MISSING,
    NOFILE_UNLIMITED,
    OVERLAY_UNSUPPORTED,
    SECCOMP_UNCONFINED,
    SOCKET_OPEN,
    SWARM_UNSUPPORTED,
    TCP_WITHOUT_TLS;

    /** {@code live-restore-useless} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
