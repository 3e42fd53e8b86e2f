/**
 * The kinds: what rootlessctl knows how to observe and describe. A kind turns what is desired and what was observed
 * into data, field diffs and steps; it never writes. {@link Kinds} lists them in the order of application.
 */
package io.rootlessctl.resource;
