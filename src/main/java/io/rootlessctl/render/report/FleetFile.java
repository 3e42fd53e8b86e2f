package io.rootlessctl.render.report;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of a fleet's directory.
 *
 * @param name {@code web1.status.json}
 * @param text what is in it; empty when it could not be read
 * @param trouble why not; empty text where it could
 */
public record FleetFile(String name, Instant modified, Optional<String> text, String trouble) {
    private static final String ENDING = ".json";
    private static final Pattern OUTPUT = Pattern.compile("\\.(status|plan|drift|apply|rollback|uninstall)$");

    public static FleetFile of(String name, Instant modified, String text) {
        return new FleetFile(name, modified, Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text), "");
    }

    public static FleetFile unreadable(String name, Instant modified, String trouble) {
        return new FleetFile(name, modified, Optional.empty(), trouble);
    }

    /** Hidden ones are none: editors and downloads leave such. */
    public static boolean isOne(String name) {
        return name.length() > ENDING.length() && name.endsWith(ENDING) && !name.startsWith(".");
    }

    /** Whom it is about: {@code web1} of {@code web1.json} and {@code web1.status.json}. */
    String host() {
        var host = OUTPUT.matcher(name.substring(0, name.length() - ENDING.length())).replaceFirst("");
        return host.isEmpty() ? name : host;
    }

    /** @throws NotAReportException when there is nothing in it that a page can be made from */
    Document document(String id) throws NotAReportException {
        return Document.parse(text.orElseThrow(() -> new NotAReportException(trouble)), id);
    }
}
