/**
 * Makes a plan true. {@link Reconciler} looks at every address again before and after it is changed;
 * {@link StepExecutor} is the only code that holds a {@link io.rootlessctl.host.HostWriter}; {@link Journal} has every
 * step's inverse on disk before the step runs.
 *
 * <p>There are two ways back, and both live on what was there before a step. Out of one apply: its journal, undone when
 * it fails and kept in the {@link History} for a {@link Reversal}. Out of everything that is not declared any more:
 * last-applied, which has for each field the value before us and for each file its former text; a key taken out of the
 * manifest and a {@link Departure} go that way alike.
 */
package io.rootlessctl.apply;
