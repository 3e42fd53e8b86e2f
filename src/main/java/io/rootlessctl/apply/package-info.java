/**
 * Makes a plan true. {@link Reconciler} looks at every address again before and after it is changed;
 * {@link StepExecutor} is the only code that holds a {@link io.rootlessctl.host.HostWriter}; {@link Journal} has every
 * step's inverse on disk before the step runs.
 */
package io.rootlessctl.apply;
