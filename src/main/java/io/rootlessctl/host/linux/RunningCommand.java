package io.rootlessctl.host.linux;

import java.util.Optional;
import org.apache.commons.exec.ProcessDestroyer;

/** Ends a command that does not end by itself. commons-exec tells which process it is, and only in this way. */
final class RunningCommand implements ProcessDestroyer {
    private static final int SIGKILL = 9;

    private volatile Process process;

    @Override
    public boolean add(Process started) {
        process = started;
        return true;
    }

    /** Kept: its session may have members yet. */
    @Override
    public boolean remove(Process ended) {
        return true;
    }

    @Override
    public int size() {
        return process == null ? 0 : 1;
    }

    void terminate() {
        alive().ifPresent(Process::destroy);
    }

    /** With its process group, which has its number where it leads a session, and with what it has started else. */
    void kill() {
        alive().ifPresent(leader -> {
            leader.descendants().forEach(ProcessHandle::destroyForcibly);
            LibC.kill((int) -leader.pid(), SIGKILL);
            leader.destroyForcibly();
        });
    }

    /** The number of one that has ended may be another's. */
    private Optional<Process> alive() {
        return Optional.ofNullable(process).filter(Process::isAlive);
    }
}
