package io.rootlessctl.host;

import java.time.Instant;
import java.util.Optional;

/**
 * One line that a daemon has logged.
 *
 * @param time empty where neither the line nor one before it has any
 * @param priority as syslog counts, 0 emergency to 7 debug; empty where it is not known
 */
public record LogEntry(Optional<Instant> time, Optional<Integer> priority, String message) {}
