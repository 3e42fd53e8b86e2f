package io.rootlessctl.model;

/**
 * One process, and no later one that happens to get the same number.
 *
 * @param startTicks field 22 of {@code /proc/PID/stat}: clock ticks between boot and the process's start
 */
public record ProcessId(long pid, long startTicks) {
    @Override
    public String toString() {
        return pid + "@" + startTicks;
    }
}
