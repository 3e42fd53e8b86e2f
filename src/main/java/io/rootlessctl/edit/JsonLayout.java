package io.rootlessctl.edit;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter.NopIndenter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import io.rootlessctl.edit.JsonObjectSpans.Member;

/**
 * How a JSON file lays its members out, so that a new one looks like its neighbours.
 *
 * @param between the blanks before a key, from the comma or brace on; with a line break in a multi-line file
 * @param colon what stands between a key and its value
 */
record JsonLayout(String between, String colon) {
    /** As Docker's documentation indents daemon.json. */
    static final JsonLayout DEFAULT = new JsonLayout("\n    ", ": ");

    /** The layout before the member {@code index} of an object that has one. */
    static JsonLayout at(String text, JsonObjectSpans object, int index) {
        var members = object.members();
        var member = members.get(index);
        var colon = colon(text, member);
        if (index == 0) {
            var lead = text.substring(object.open() + 1, member.start());
            boolean tight = colon.endsWith(":");
            return new JsonLayout(lead.contains("\n") ? oneBreak(lead) : tight ? "" : " ", colon);
        }
        var gap = text.substring(members.get(index - 1).end(), member.start());
        return new JsonLayout(oneBreak(gap.substring(gap.indexOf(',') + 1)), colon);
    }

    private static String colon(String text, Member member) {
        int at = member.value();
        while (text.charAt(at - 1) != '"') {
            at--;
        }
        return text.substring(at, member.value());
    }

    /** Blank lines between members are somebody's grouping and not a layout to repeat. */
    private static String oneBreak(String blanks) {
        int feed = blanks.lastIndexOf('\n');
        return feed < 0 ? blanks : (blanks.contains("\r\n") ? "\r\n" : "\n") + blanks.substring(feed + 1);
    }

    boolean multiLine() {
        return between.contains("\n");
    }

    JsonLayout withTerminator(String eol) {
        return new JsonLayout(between.replace("\n", eol), colon);
    }

    /** The value as this file would show it; its further lines are indented below its key. */
    String value(String json) {
        var text = JsonValues.printed(json, printer());
        return multiLine() ? text.replace("\n", between) : text;
    }

    private DefaultPrettyPrinter printer() {
        var spacing = colon.endsWith(":") ? Spacing.NONE : Spacing.AFTER;
        var separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(spacing)
                .withObjectEntrySpacing(multiLine() ? Spacing.NONE : spacing)
                .withArrayValueSpacing(multiLine() ? Spacing.NONE : spacing)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        var indentation = between.substring(between.lastIndexOf('\n') + 1);
        var indenter = multiLine() ? new DefaultIndenter(indentation, "\n") : new NopIndenter();
        return new DefaultPrettyPrinter(separators).withObjectIndenter(indenter).withArrayIndenter(indenter);
    }
}
