package io.rootlessctl.edit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One word of an {@code Environment=} line, unquoted and unescaped as systemd does it: {@code X="a b"} and
 * {@code "X=a b"} are one word, {@code \x41} is a byte, and both kinds of quotes take escapes.
 *
 * @param start where the word starts in the value
 * @param end where it ends, exclusive
 * @param text what it says, specifiers left as they are; empty when its bytes are not UTF-8
 */
record UnitWord(int start, int end, Optional<String> text) {
    static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** The words of a value, in order. */
    static List<UnitWord> of(String value) throws Unbalanced {
        var words = new ArrayList<UnitWord>();
        var scan = new Scan(value);
        while (scan.skipBlanks()) {
            words.add(scan.word());
        }
        return List.copyOf(words);
    }

    /** The variable that the word assigns; empty when it is no assignment, which systemd skips with a warning. */
    Optional<String> name() {
        return text.filter(word -> word.indexOf('=') > 0)
                .map(word -> word.substring(0, word.indexOf('=')))
                .filter(name -> NAME.matcher(name).matches());
    }

    /** What it assigns; {@code %%} is a percent sign, other specifiers stay unresolved. */
    String value() {
        var word = text.orElseThrow();
        return word.substring(word.indexOf('=') + 1).replace("%%", "%");
    }

    /** The text as one word in double quotes, as systemd reads it back. */
    static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '%' -> out.append("%%");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> out.append(c < ' ' || c == 127 ? "\\x%02x".formatted((int) c) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }

    /** A value that systemd would not read at all: a quote without its end, or an escape it does not know. */
    static final class Unbalanced extends Exception {
        private static final long serialVersionUID = 1L;

        Unbalanced(String problem) {
            super(problem);
        }
    }

    private static final class Scan {
        private final String value;
        private int at;

        Scan(String value) {
            this.value = value;
        }

        boolean skipBlanks() {
            while (at < value.length() && UnitLine.isBlank(value.charAt(at))) {
                at++;
            }
            return at < value.length();
        }

        UnitWord word() throws Unbalanced {
            int start = at;
            var bytes = new ByteArrayOutputStream();
            char quote = 0;
            while (at < value.length() && (quote != 0 || !UnitLine.isBlank(value.charAt(at)))) {
                char c = value.charAt(at);
                if (c == '\\') {
                    at += UnitEscape.read(value, at + 1, bytes) + 1;
                } else if (quote == 0 ? c == '"' || c == '\'' : c == quote) {
                    quote = quote == 0 ? c : 0;
                    at++;
                } else {
                    at += copy(bytes);
                }
            }
            if (quote != 0) {
                throw new Unbalanced("found a " + quote + " without the " + quote + " that ends it");
            }
            return new UnitWord(start, at, utf8(bytes.toByteArray()));
        }

        private int copy(ByteArrayOutputStream bytes) {
            int point = value.codePointAt(at);
            bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            return Character.charCount(point);
        }

        private static Optional<String> utf8(byte[] bytes) {
            try {
                return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
            } catch (CharacterCodingException _) {
                // Not an error of ours: systemd skips such an assignment, and so it has no text here.
                return Optional.empty();
            }
        }
    }
}
