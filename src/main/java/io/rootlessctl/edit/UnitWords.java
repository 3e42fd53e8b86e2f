package io.rootlessctl.edit;

import io.rootlessctl.edit.UnitEnvironment.Variable;

/** The words of one {@code Environment=} line in the file's text, when one of them is changed or taken out. */
final class UnitWords {
    private UnitWords() {}

    /**
     * Where the words end that were meant for a variable: after {@code X=--ipv6 -p 1:2} without quotes, the words that
     * assign nothing are the lost rest of its value, and a new value takes their place too. Up to the line's end only.
     */
    static int endOfMeant(String text, Variable variable) {
        var places = variable.line().value();
        int end = places.placeAfter(variable.word().end());
        for (var next : variable.words().subList(variable.index() + 1, variable.words().size())) {
            int start = places.places().get(next.start());
            if (next.name().isPresent() || text.substring(end, start).contains("\n")) {
                return end;
            }
            end = places.placeAfter(next.end());
        }
        return end;
    }

    /** The text without the word, and without the blanks and continuations that parted it from its neighbour. */
    static String without(String text, Variable variable) {
        var places = variable.line().value();
        var words = variable.words();
        int index = variable.index();
        boolean last = index == words.size() - 1;
        int start = variable.start();
        int end = places.placeAfter(variable.word().end());
        int gapStart = last ? places.placeAfter(words.get(index - 1).end()) : end;
        int gapEnd = last ? start : places.places().get(words.get(index + 1).start());
        // A gap with more than blanks and backslashes has somebody's comment in it, which stays.
        boolean comment = !text.substring(gapStart, gapEnd).replace('\\', ' ').isBlank();
        return comment
                ? Lines.splice(text, start, end, "")
                : Lines.splice(text, Math.min(start, gapStart), Math.max(end, gapEnd), "");
    }
}
