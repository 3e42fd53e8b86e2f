package io.rootlessctl.host.linux;

import io.rootlessctl.model.ProcessId;
import java.io.IOException;
import java.util.Optional;

/** Signals to one process and to no later one with the same number. */
public enum ProcessSignal {
    HANGUP(1),
    KILL(9),
    TERMINATE(15);

    private static final long PIDFD_OPEN = 434;
    private static final long PIDFD_SEND_SIGNAL = 424;
    private static final int NO_SUCH_CALL = 38;
    private static final int NO_SUCH_PROCESS = 3;

    private final int number;

    ProcessSignal(int number) {
        this.number = number;
    }

    /**
     * Sends it, unless the process has ended.
     *
     * @param uid the user whose process it has to be
     * @throws IOException when it is another user's, or may not be signalled
     */
    public void send(ProcessId process, long uid) throws IOException {
        long descriptor = LibC.syscall(PIDFD_OPEN, process.pid(), 0, 0, 0);
        int error = LibC.error();
        if (descriptor < 0 && error != NO_SUCH_CALL) {
            require(process, descriptor, error);
            return;
        }
        try {
            // From here on the descriptor holds whoever has the number now: look whether that is the one.
            if (alive(process, uid)) {
                long result = descriptor < 0
                        ? LibC.kill((int) process.pid(), number)
                        : LibC.syscall(PIDFD_SEND_SIGNAL, descriptor, number, 0, 0);
                require(process, result, LibC.error());
            }
        } finally {
            if (descriptor >= 0) {
                LibC.close((int) descriptor);
            }
        }
    }

    /** Whether it still runs; fails when it is not this user's. */
    public static boolean alive(ProcessId process, long uid) throws IOException {
        if (ProcessTable.alive(process).isEmpty()) {
            return false;
        }
        Optional<Long> owner = ProcessTable.uid(process.pid());
        if (owner.isPresent() && owner.get() != uid) {
            throw new IOException(
                    "process " + process.pid() + ": belongs to user id " + owner.get() + ", expected " + uid);
        }
        return owner.isPresent();
    }

    private static void require(ProcessId process, long result, int error) throws IOException {
        if (result < 0 && error != NO_SUCH_PROCESS) {
            throw new IOException("process " + process.pid() + ": " + LibC.strerror(error));
        }
    }
}
