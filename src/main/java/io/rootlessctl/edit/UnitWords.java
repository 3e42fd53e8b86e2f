package io.rootlessctl.edit;

import io.rootlessctl.edit.UnitEnvironment.Variable;

/** Takes one word out of a line of several, with the blanks and continuations that parted it from its neighbour. */
final class UnitWords {
    private UnitWords() {}

    static String without(String text, Variable variable) {
        var places = variable.line().value();
        var words = variable.words();
        int index = variable.index();
        boolean last = index == words.size() - 1;
        int start = places.places().get(variable.word().start());
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
