package io.rootlessctl.render;

import io.rootlessctl.model.Action;
import java.util.regex.Pattern;

/** Colour, or none: ANSI sequences around a piece of text. Whether a terminal wants them is the caller's to know. */
public record Style(boolean on) {
    public static final Style PLAIN = new Style(false);
    public static final Style COLOUR = new Style(true);
    static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;]*m");

    String bold(String text) {
        return in("1", text);
    }

    String dim(String text) {
        return in("2", text);
    }

    String red(String text) {
        return in("31", text);
    }

    public String green(String text) {
        return in("32", text);
    }

    String yellow(String text) {
        return in("33", text);
    }

    /** The sign of a change, in its colour. */
    String sign(Action action) {
        return switch (action) {
            case CREATE -> green("+");
            case UPDATE -> yellow("~");
            case REMOVE -> red("-");
        };
    }

    String blockedSign() {
        return red("!");
    }

    private String in(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Of a line on a terminal, where escape sequences take no room. */
    static int columns(CharSequence text) {
        return (int) ESCAPES.matcher(text).replaceAll("").codePoints().count();
    }
}
