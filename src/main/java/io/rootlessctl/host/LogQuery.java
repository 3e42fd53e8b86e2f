package io.rootlessctl.host;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Which part of a log.
 *
 * @param file of a daemon that runs without systemd; empty for docker.service's journal
 * @param lines at most so many, the last ones; empty for all
 * @param since nothing older
 * @param follow whether to go on with what is logged from now on
 */
public record LogQuery(
        Optional<Path> file, Optional<Integer> lines, Optional<Instant> since, boolean follow) {}
