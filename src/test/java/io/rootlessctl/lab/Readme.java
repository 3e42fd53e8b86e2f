package io.rootlessctl.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * README.md's indented blocks, and what a run may print in their place; {@link ReadmeBlock} says who runs them. What differs from one run to the next is not
 * compared: numbers, sums, dates, addresses, names of users and their homes, and where lines are broken.
 */
public final class Readme {
    public static final Path FILE = Path.of("README.md");
    private static final Pattern VARIABLE = Pattern.compile(
            "\\.\\.\\.|/home/\\w+|\\b(?:dev1|alice)\\b|[A-Z][a-z]{2} +\\d+ \\d\\d:\\d\\d|\\b[0-9a-f]*:[0-9a-f:]+\\b"
                    + "|\\b[0-9a-f]{12,}\\b|\\d+(?:\\.\\d+)*|\\s+");

    private Readme() {}

    /** All blocks, without their indentation. */
    public static List<String> blocks() {
        var blocks = new ArrayList<String>();
        var block = new StringBuilder();
        var before = "";
        for (var line : lines()) {
            boolean inside = !block.isEmpty();
            if (line.startsWith("    ") && (inside || before.isEmpty()) || line.isEmpty() && inside) {
                block.append(line.isEmpty() ? "" : line.substring(4)).append('\n');
            } else if (inside) {
                blocks.add(block.toString().strip());
                block.setLength(0);
            }
            before = line;
        }
        return blocks;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(FILE);
        } catch (IOException problem) {
            throw new UncheckedIOException(FILE.toString(), problem);
        }
    }

    /** What is variable, as any of its sort; all else as it is. */
    static Pattern pattern(String shown) {
        var pattern = new StringBuilder();
        int end = 0;
        for (var found : VARIABLE.matcher(shown).results().toList()) {
            pattern.append(Pattern.quote(shown.substring(end, found.start()))).append(any(found));
            end = found.end();
        }
        return Pattern.compile(pattern.append(Pattern.quote(shown.substring(end))).toString(), Pattern.DOTALL);
    }

    private static String any(MatchResult found) {
        var text = found.group();
        if (text.equals("...")) {
            return ".*";
        } else if (text.isBlank()) {
            return "\\s+";
        } else if (text.startsWith("/home/")) {
            return "/\\S+";
        } else if (text.matches("dev1|alice")) {
            return "[a-z][a-z0-9-]*";
        } else if (text.matches("[A-Z].*")) {
            return "[A-Z][a-z]{2} +\\d+ +[\\d:]+";
        }
        return text.contains(":") ? "[0-9a-f:]+" : text.matches("[\\d.]+") ? "[\\d.]+" : "[0-9a-f]+";
    }
}
