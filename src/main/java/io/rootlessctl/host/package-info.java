/**
 * What can be asked of a host. {@link HostView} answers with {@link io.rootlessctl.model.Observation}s and has no
 * method that changes anything or runs a command of the caller's choosing; {@link HostWriter} is the one way to change
 * a host and is handed to nobody but the step executor.
 */
package io.rootlessctl.host;
