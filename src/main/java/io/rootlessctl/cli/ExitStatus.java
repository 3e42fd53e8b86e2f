package io.rootlessctl.cli;

import io.rootlessctl.apply.ApplyResult.Outcome;

/** What the shell gets; 64 and 65 as in sysexits.h. */
enum ExitStatus {
    /** Done, converged, or nothing to do. */
    OK(0),
    FAILED(1),
    /** Changes are pending, or the host has drifted. */
    PENDING(2),
    /** What this caller may do is done; the rest is blocked. */
    BLOCKED(3),
    ROLLED_BACK(4),
    USAGE(64),
    INVALID_MANIFEST(65);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static ExitStatus of(Outcome outcome) {
        return switch (outcome) {
            case CONVERGED, APPLIED -> OK;
            case BLOCKED -> BLOCKED;
            case ROLLED_BACK -> ROLLED_BACK;
            case FAILED -> FAILED;
        };
    }
}
