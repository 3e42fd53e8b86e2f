/**
 * From what is desired, what was observed and what was applied last to a {@link io.rootlessctl.model.Plan}: the
 * three-way comparison, who may make which change, and what to tell those who may not.
 */
package io.rootlessctl.plan;
