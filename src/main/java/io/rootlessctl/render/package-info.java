/**
 * What people and programs get to read: plans, results of an apply, drift and status, as text for a terminal and as
 * JSON after schema/*.schema.json. Each renderer turns a value into a string and knows neither host nor environment;
 * what it does not show, for brevity, its JSON sibling has.
 *
 * <p>Secrets are masked in both, and control characters that a file on the host may hold never reach a terminal.
 */
package io.rootlessctl.render;
