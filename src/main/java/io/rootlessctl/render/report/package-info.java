/**
 * Pages for a browser: one host, or a fleet of them. Each is made from what {@code status} and {@code plan} print as JSON, so
 * that a page of this host and a page of files from a thousand others are made the same way, and never show more than
 * those outputs do. Templates, style and script are resources beside these classes.
 *
 * <p>Every text from outside is escaped, by the templates, and its control characters are shown as escapes. A page
 * needs nothing but itself, and its own policy lets no script run but the one that is in the template.
 */
package io.rootlessctl.render.report;
