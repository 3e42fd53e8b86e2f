/**
 * The values everything else is written in: what a host should be ({@link Address} and its desired fields), what was
 * seen on it ({@link Observation}), and what would have to happen ({@link Change}, {@link Step}, {@link Plan}).
 *
 * <p>Values only, and only the JDK: nothing here reads or writes a host.
 */
package io.rootlessctl.model;
