/**
 * The command line: one class a command, and {@link io.rootlessctl.cli.Invocation}, the one place that knows the
 * environment, the terminal and the real host.
 */
package io.rootlessctl.cli;
