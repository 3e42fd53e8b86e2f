package io.rootlessctl.cli;

import io.rootlessctl.render.GoText;
import java.util.List;
import java.util.Set;

/**
 * A command's words as Go's flag package takes them: flags come first, one dash is as good as two, and everything from
 * the first word that is none belongs to the command.
 */
record GoFlags(boolean json, boolean help, List<String> rest) {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    /** @param takesJson whether the command has {@code --json} */
    static GoFlags parse(List<String> words, boolean takesJson) throws ApiProblem {
        boolean json = false;
        boolean help = false;
        int next = 0;
        for (; next < words.size() && words.get(next).length() > 1 && words.get(next).startsWith("-"); next++) {
            var word = words.get(next);
            if (word.equals("--")) {
                next++;
                break;
            }
            var body = word.substring(word.startsWith("--") ? 2 : 1);
            if (body.startsWith("-") || body.startsWith("=")) {
                throw new ApiProblem("bad flag syntax: " + word);
            }
            var name = body.split("=", 2)[0];
            if (takesJson && name.equals("json")) {
                json = value(name, body);
            } else if (name.equals("help") || name.equals("h")) {
                help = value(name, body);
            } else {
                throw new ApiProblem("flag provided but not defined: -" + name);
            }
        }
        return new GoFlags(json, help, List.copyOf(words.subList(next, words.size())));
    }

    private static boolean value(String name, String body) throws ApiProblem {
        int equals = body.indexOf('=');
        var value = equals < 0 ? "true" : body.substring(equals + 1);
        if (!TRUE.contains(value) && !FALSE.contains(value)) {
            throw new ApiProblem("invalid boolean value " + GoText.quoted(value) + " for -" + name + ": parse error");
        }
        return TRUE.contains(value);
    }
}
