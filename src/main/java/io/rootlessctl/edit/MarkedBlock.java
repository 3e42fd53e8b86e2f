package io.rootlessctl.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The text of a shell start-up file and the one block in it that is ours:
 *
 * <pre>
 * # &gt;&gt;&gt; rootlessctl &gt;&gt;&gt;
 * # Managed by rootlessctl from rootless.toml; edits between these two lines are lost.
 * export DOCKER_HOST=unix:///run/user/1000/docker.sock
 * # &lt;&lt;&lt; rootlessctl &lt;&lt;&lt;
 * </pre>
 *
 * A new block goes to the top of the file, below a {@code #!} line only: the start-up files of distributions return
 * early for shells that are not interactive, and those need it too.
 */
public final class MarkedBlock {
    private static final String START = "# >>> rootlessctl >>>";
    private static final String NOTICE = "# Managed by rootlessctl";
    private static final String FIRST = NOTICE + " from rootless.toml; edits between these two lines are lost.";
    private static final String END = "# <<< rootlessctl <<<";

    private final Lines lines;
    private final OptionalInt start;
    private final OptionalInt end;

    private MarkedBlock(Lines lines) throws MalformedTextException {
        this.lines = lines;
        start = only(lines, START);
        end = only(lines, END);
        if (start.isPresent() != end.isPresent()) {
            var there = start.isPresent() ? start : end;
            throw broken(there.getAsInt(), start.isPresent() ? "no line '" + END + "'" : "no line '" + START + "'");
        }
        if (start.isPresent() && end.getAsInt() < start.getAsInt()) {
            throw broken(end.getAsInt(), "its start only later, in line " + (start.getAsInt() + 1));
        }
    }

    /** The block of a file that is not there yet. */
    public static MarkedBlock empty() {
        try {
            return in("");
        } catch (MalformedTextException e) {
            throw new IllegalStateException("an empty text has no markers", e);
        }
    }

    /** @throws MalformedTextException when the markers do not enclose exactly one block, or none */
    public static MarkedBlock in(String text) throws MalformedTextException {
        return new MarkedBlock(Lines.of(text));
    }

    /** What stands between the markers, without our notice; lines end with LF, the last with nothing. */
    public Optional<String> body() {
        if (start.isEmpty()) {
            return Optional.empty();
        }
        int first = start.getAsInt() + 1;
        var body = new ArrayList<String>();
        for (int i = first; i < end.getAsInt(); i++) {
            if (i > first || !lines.get(i).startsWith(NOTICE)) {
                body.add(lines.get(i));
            }
        }
        return Optional.of(String.join("\n", body));
    }

    /** The file's text with this body in the block; the same text when it has that body now. */
    public String with(String body) {
        var wanted = body.lines().toList();
        if (wanted.stream().anyMatch(line -> line.strip().equals(START) || line.strip().equals(END))) {
            throw new IllegalArgumentException("the body of a block holds a marker of blocks");
        }
        if (body().equals(Optional.of(String.join("\n", wanted)))) {
            return text();
        }
        return start.isPresent() ? replaced(wanted) : lines.insert(top(), block(wanted));
    }

    /** The file's text without the block. */
    public String without() {
        return start.isEmpty() ? text() : lines.cut(start.getAsInt(), end.getAsInt() + 1);
    }

    public String text() {
        return lines.text();
    }

    private String replaced(List<String> wanted) {
        var block = String.join(lines.terminator(), block(wanted));
        int from = lines.span(start.getAsInt()).start();
        return Lines.splice(lines.text(), from, lines.span(end.getAsInt()).end(), block);
    }

    private static List<String> block(List<String> body) {
        var block = new ArrayList<>(List.of(START, FIRST));
        block.addAll(body);
        block.add(END);
        return block;
    }

    private int top() {
        return lines.count() > 0 && lines.get(0).startsWith("#!") ? 1 : 0;
    }

    private static OptionalInt only(Lines lines, String marker) throws MalformedTextException {
        var found = OptionalInt.empty();
        for (int i = 0; i < lines.count(); i++) {
            if (lines.get(i).strip().equals(marker)) {
                if (found.isPresent()) {
                    throw broken(i, "the same marker in line " + (found.getAsInt() + 1));
                }
                found = OptionalInt.of(i);
            }
        }
        return found;
    }

    private static MalformedTextException broken(int line, String also) {
        return MalformedTextException.atLine(line + 1, "found a marker of rootlessctl's block, and " + also
                + "; remove the marker lines that are left over");
    }
}
