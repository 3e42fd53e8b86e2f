package io.rootlessctl.manifest;

import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Paths: absolute, or absolute once {@code ~} or a variable is expanded. {@code $UID} and {@code $USER} may stand
 * further on, {@code /run/user/$UID/docker.sock}. A dollar sign that names no known variable is refused: it would stay
 * in the path as it is, which nobody means.
 */
final class PathSyntax {
    static final Syntax<PathTemplate> PATH = PathSyntax::parse;

    private static final Pattern ABSOLUTE = Pattern.compile(
            "/.*|~|~/.*|\\$(?:\\{(?:HOME|XDG_\\w+)}|(?:HOME|XDG_\\w+)\\b).*");
    private static final String ALLOWED = "an absolute path, or one that starts with ~, $HOME or $XDG_*";
    private static final String VARIABLES =
            "no variables but $" + String.join(", $", new TreeSet<>(PathTemplate.VARIABLES));

    private PathSyntax() {}

    private static Syntax.Parsed<PathTemplate> parse(Object value) {
        if (!(value instanceof String text) || text.isEmpty()) {
            return Syntax.refused(ALLOWED);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return Syntax.refused("no control characters in a path");
        }
        var path = new PathTemplate(text);
        if (!onlyKnownVariables(path)) {
            return Syntax.refused(VARIABLES);
        }
        return ABSOLUTE.matcher(text).matches() ? Syntax.value(path) : Syntax.refused(ALLOWED);
    }

    private static boolean onlyKnownVariables(PathTemplate path) {
        if (path.text().indexOf('$') < 0) {
            return true;
        }
        long dollars = path.text().chars().filter(c -> c == '$').count();
        return path.references().filter(PathTemplate.VARIABLES::contains).count() == dollars;
    }
}
