package io.rootlessctl.render;

import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * The host's blocked changes as commands for root: all in one block, each under a comment with its address. The block
 * is not indented, for a here-document ends only at a line that begins with its delimiter, and file contents in the
 * commands have to stay as they are.
 */
final class RemedyText {
    private RemedyText() {}

    /** A script for sh; empty when no blocked change has a remedy for root. */
    static String script(List<Blocked> blocked) {
        var commands = commands(blocked);
        return commands.isEmpty() ? "" : "set -eu\n" + String.join("\n", commands) + "\n";
    }

    /** The lines to paste into a terminal. */
    static List<String> block(List<Blocked> blocked) {
        var commands = commands(blocked);
        if (commands.isEmpty()) {
            return List.of();
        }
        var delimiter = delimiter(String.join("\n", commands));
        var lines = new ArrayList<String>();
        lines.add("sudo sh -eu <<'" + delimiter + "'");
        lines.addAll(commands);
        lines.add(delimiter);
        return lines;
    }

    /**
     * In braces, so that sh has read everything before the first command runs: one that reads its standard input, as a
     * package manager may, would otherwise eat the rest of the script.
     */
    private static List<String> commands(List<Blocked> blocked) {
        var lines = new ArrayList<String>();
        for (var entry : blocked) {
            if (forRoot(entry)) {
                lines.add("# " + ChangeText.name(entry.change().address(), entry.change().scope()));
                lines.addAll(entry.remedy());
            }
        }
        if (!lines.isEmpty()) {
            lines.addFirst("{");
            lines.addLast("} </dev/null");
        }
        return lines;
    }

    static boolean forRoot(Blocked entry) {
        return entry.change().scope().equals(Scope.HOST) && !entry.remedy().isEmpty();
    }

    /** {@code EOF}, or the first like it that is no line of the text. */
    private static String delimiter(String text) {
        var lines = text.lines().toList();
        var delimiter = "EOF";
        for (int i = 1; lines.contains(delimiter); i++) {
            delimiter = "EOF" + i;
        }
        return delimiter;
    }
}
