package io.rootlessctl.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Files as people and tools leave them, made from a seed: odd blanks, mixed line ends, comments, no final newline. */
final class Samples {
    private static final List<String> WORDS =
            List.of("a", "MTU", "x-y", "ünï", "\uD83D\uDE00", "q\\\"q", "\\u0041", "b c", "%h", "");

    private Samples() {}

    static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    static String jsonValue(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> "\"" + pick(random, WORDS) + "\"";
            case 1 -> pick(random, List.of("0", "-1", "1.50", "2e10", "65536"));
            case 2 -> pick(random, List.of("true", "false", "null"));
            case 3 -> pick(random, List.of("[]", "{}", "[ ]", "{\n}"));
            case 4 -> "[" + jsonValue(random, depth - 1) + " ," + jsonValue(random, depth - 1) + "]";
            default -> "{\"z\":" + jsonValue(random, depth - 1) + ",\n \"a\": " + jsonValue(random, depth - 1) + "}";
        };
    }

    static String json(Random random) {
        var eol = pick(random, List.of("\n", "\r\n"));
        var blanks = List.of("", " ", eol + "  ", eol + "\t", eol + eol + "    ", "  ", eol);
        var out = new StringBuilder(pick(random, List.of("", "", "\uFEFF", " ", eol))).append('{');
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            out.append(i > 0 ? pick(random, List.of("", " ", eol)) + "," : "").append(pick(random, blanks));
            out.append("\"k").append(i).append(pick(random, WORDS)).append('"');
            out.append(pick(random, List.of(":", ": ", " : ", " :"))).append(jsonValue(random, 2));
        }
        return out.append(pick(random, blanks)).append('}').append(pick(random, List.of("", "\n", eol, "  "))).toString();
    }

    /** A valid unit file of a few sections. */
    static String unit(Random random) {
        var eol = pick(random, List.of("\n", "\r\n"));
        var lines = new ArrayList<String>();
        for (int i = random.nextInt(4); i > 0; i--) {
            lines.add(pick(random, List.of("# c", "", "; c \\", "   ", "#")));
        }
        for (int sections = random.nextInt(4); sections > 0; sections--) {
            lines.add(pick(random, List.of("[Service]", "[Unit]", "[Service]  ", "  [Install]")));
            for (int i = random.nextInt(5); i > 0; i--) {
                lines.add(pick(random, UNIT_LINES).replace("\n", eol));
            }
        }
        return String.join(eol, lines) + pick(random, List.of("", eol, eol + eol));
    }

    private static final List<String> UNIT_LINES = List.of(
            "Environment=A=1", "Environment=A=1 B=2", "Environment=\"A=x y\" 'B=\"q\"' C=%%", "Environment=",
            "Environment = A=1 \\\n   B=2 \\\n# why\n  C=3", "Environment=X=--ipv6 -p 1:2", "Environment=A=\\x41 \\\n  ",
            "ExecStart=/usr/bin/dockerd-rootless.sh \\\n  --debug", "ExecStart=", "# comment", "", "  ; other", "junk",
            "Description=ünï \uD83D\uDE00 100%", "Environment=\"B=two \\\n lines\" A=\"un\"q'uo'ted");

    static String value(Random random) {
        var out = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            out.append(pick(random, List.of("a", " ", "\"", "'", "\\", "%", "%h", "$", "`", "é", "\uD83D\uDE00", "#", "\t",
                    ";", "=", "\\n", "!")));
        }
        return out.toString();
    }
}
