package io.rootlessctl.edit;

import java.util.ArrayList;
import java.util.List;

/**
 * A text and where its lines are. A line ends with LF or CR LF; the last may end with neither. Lines are numbered
 * from 0 here and from 1 in messages.
 */
record Lines(String text, List<Span> spans) {

    /** One line: its characters without the terminator, and where the next line starts. */
    record Span(int start, int end, int next) {}

    static Lines of(String text) {
        var spans = new ArrayList<Span>();
        for (int start = 0; start < text.length(); ) {
            int feed = text.indexOf('\n', start);
            int next = feed < 0 ? text.length() : feed + 1;
            int end = feed < 0 ? next : feed > start && text.charAt(feed - 1) == '\r' ? feed - 1 : feed;
            spans.add(new Span(start, end, next));
            start = next;
        }
        return new Lines(text, List.copyOf(spans));
    }

    int count() {
        return spans.size();
    }

    Span span(int index) {
        return spans.get(index);
    }

    String get(int index) {
        return text.substring(span(index).start, span(index).end);
    }

    boolean blank(int index) {
        return get(index).isBlank();
    }

    /** The terminator this text uses, taken from its first line. */
    String terminator() {
        return text.contains("\r\n") && text.indexOf("\r\n") < text.indexOf('\n') ? "\r\n" : "\n";
    }

    /** The text with more lines before the line {@code index}; at the end, a missing last terminator stays missing. */
    String insert(int index, List<String> more) {
        var eol = terminator();
        boolean open = index == count() && index > 0 && span(index - 1).end == text.length();
        var block = open ? eol + String.join(eol, more) : String.join(eol, more) + eol;
        int at = index == count() ? text.length() : span(index).start;
        return text.substring(0, at) + block + text.substring(at);
    }

    /**
     * The text without the lines from {@code first} to before {@code past}. When they end the text without a
     * terminator, the terminator before them goes instead: the text ended without one before they were added.
     */
    String cut(int first, int past) {
        var last = span(past - 1);
        boolean open = last.end == text.length() && first > 0;
        int from = open ? span(first - 1).end : span(first).start;
        return text.substring(0, from) + text.substring(last.next);
    }

    /** The text with the characters from {@code start} to before {@code end} replaced. */
    static String splice(String text, int start, int end, String replacement) {
        return text.substring(0, start) + replacement + text.substring(end);
    }
}
