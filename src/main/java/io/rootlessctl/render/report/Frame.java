package io.rootlessctl.render.report;

import java.time.Instant;

/**
 * What every page has around its content.
 *
 * @param written when it was made
 * @param script empty where the page has none
 * @param policy its Content-Security-Policy: nothing is fetched, and no script or style runs but these
 */
record Frame(String title, String written, String version, String style, String script, String policy) {

    static Frame of(String title, Instant now, String version, String script) {
        var style = Templates.resource("page.css");
        var scripts = script.isEmpty() ? "" : "; script-src '" + Templates.hash(script) + "'";
        return new Frame(title, Moment.shown(now), version, style, script,
                "default-src 'none'; img-src data:; style-src '" + Templates.hash(style) + "'" + scripts
                        + "; base-uri 'none'; form-action 'none'");
    }
}
