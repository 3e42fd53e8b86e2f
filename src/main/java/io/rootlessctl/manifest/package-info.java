/**
 * What rootless.toml says, as values: a {@link Manifest} of {@link Settings} for each user, {@link HostSettings} for
 * the host. An empty {@code Optional} is a key that is not declared, and what is not declared is not owned.
 *
 * <p>Knows the file and nothing of any host: every problem has a line and a column, and all are reported at once.
 */
package io.rootlessctl.manifest;
