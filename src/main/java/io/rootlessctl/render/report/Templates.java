package io.rootlessctl.render.report;

import com.samskivert.mustache.Mustache;
import io.rootlessctl.model.Sha256;
import io.rootlessctl.render.Shown;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;

/**
 * The templates, in Mustache: {@code {{name}}} is a value, escaped. A name that a page has not is an error, so that no
 * misspelt one leaves a hole.
 */
final class Templates {
    private static final Mustache.Compiler COMPILER = Mustache.compiler().escapeHTML(true).emptyStringIsFalse(true)
            .withCollector(new OptionalSections())
            .withCollector(new OptionalSections())
            .strictSections(true).withFormatter(value -> visible(value.toString()))
            .withLoader(name -> new StringReader(resource(name + ".mustache")));

    private Templates() {}

    /** @param page with a member for each name in the template */
    static String render(String template, Object page) {
        return COMPILER.compile(resource(template + ".mustache")).execute(page);
    }

    /** Control and formatting characters come out as escapes; line ends stay, as values may have several lines. */
    private static String visible(String text) {
        return text.lines().map(Shown::line).collect(Collectors.joining("\n"));
    }

    /** Without line end, as a formatted value has none either. */
    static String resource(String name) {
        try (var stream = Templates.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " of this program cannot be read", e);
        }
    }

    /** As a page's policy names a script or style that it lets through, {@code sha256-...}. */
    static String hash(String text) {
        return "sha256-" + Base64.getEncoder().encodeToString(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
