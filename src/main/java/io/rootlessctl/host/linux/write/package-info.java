/**
 * Every effect on a real Linux host, one method a step: a user's files with that user's credentials, the host through
 * the distribution's own tools, a daemon without systemd started so that it outlives this program.
 */
package io.rootlessctl.host.linux.write;
