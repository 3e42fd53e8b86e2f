package io.rootlessctl.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What our own files on disk say of their form, {@code "formatVersion":"1.0"}. The first number rises when an older reader
 * would take the file for something else; with the second one only comes what an older reader need not know.
 */
final class Format {
    static final String VERSION = "1.0";
    private static final Pattern ANY = Pattern.compile("\\d{1,4}\\.\\d{1,4}");
    private static final String READ = "1.";

    private Format() {}

    /**
     * Refuses what a release with another form has written: taken for damaged, or read half, what is ours on this host
     * would be lost. What says nothing that looks like a version is looked at as it is.
     *
     * @throws IOException with what to do
     */
    static void require(Path file, JsonNode whole) throws IOException {
        var found = whole.path("formatVersion").asText();
        if (ANY.matcher(found).matches() && !found.startsWith(READ)) {
            throw new IOException(file + ": found formatVersion " + found + ", and this rootlessctl reads " + VERSION
                    + "; another release wrote it: use that one, and leave the file where it is");
        }
    }
}
