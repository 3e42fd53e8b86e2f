package io.rootlessctl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The tokens that Go's text/scanner finds, and its complaints: RootlessKit takes port specs apart with it, so that
 * {@code 018095} is told to be no octal number, and accepted. Blanks and comments are no tokens.
 */
final class GoScanner {
    private final int[] text;
    private final Consumer<String> complaints;
    private int at;
    private int start;

    private GoScanner(String text, Consumer<String> complaints) {
        this.text = text.codePoints().toArray();
        this.complaints = complaints;
    }

    /** @param complaints gets each, {@code <input>:1:11: invalid digit '8' in octal literal} */
    static List<String> tokens(String text, Consumer<String> complaints) {
        var scanner = new GoScanner(text, complaints);
        var tokens = new ArrayList<String>();
        while (scanner.skip()) {
            tokens.add(scanner.token());
        }
        return List.copyOf(tokens);
    }

    /** To the next token; false when there is none. */
    private boolean skip() {
        while (at < text.length) {
            if (" \t\n\r".indexOf(text[at]) >= 0) {
                at++;
            } else if (text[at] == '/' && (peek(1) == '/' || peek(1) == '*')) {
                comment();
            } else {
                return true;
            }
        }
        return false;
    }

    private void comment() {
        start = at;
        boolean line = peek(1) == '/';
        for (at += 2; at < text.length; at++) {
            if (line && text[at] == '\n') {
                return;
            }
            if (!line && text[at] == '*' && peek(1) == '/') {
                at += 2;
                return;
            }
        }
        if (!line) {
            complain("comment not terminated");
        }
    }

    private String token() {
        start = at;
        int first = text[at];
        if (first == '_' || Character.isLetter(first)) {
            do {
                at++;
            } while (at < text.length && (text[at] == '_' || Character.isLetter(text[at]) || Character.isDigit(text[at])));
        } else if (decimal(first) || first == '.' && decimal(peek(1))) {
            number();
        } else if (first == '"' || first == '\'' || first == '`') {
            literal(first);
        } else {
            at++;
        }
        return new String(text, start, at - start);
    }

    private void literal(int quote) {
        int characters = 0;
        for (at++; at < text.length && text[at] != quote; at++, characters++) {
            if (text[at] == '\n' && quote != '`') {
                break;
            }
            at += text[at] == '\\' && quote != '`' && at + 1 < text.length ? 1 : 0;
        }
        if (peek(0) == quote) {
            at++;
        } else {
            complain("literal not terminated");
        }
        if (quote == '\'' && characters != 1) {
            complain("illegal char literal");
        }
    }

    private void number() {
        var number = new Digits();
        boolean whole = text[at] != '.';
        if (whole) {
            number.prefix();
            number.read();
        }
        boolean fraction = peek(0) == '.';
        if (fraction) {
            at++;
            if (number.prefix == 'o' || number.prefix == 'b') {
                complain("invalid radix point in " + number.name());
            }
            number.read();
        }
        if (!number.any) {
            complain(number.name() + " has no digits");
        }
        boolean exponent = exponent(number);
        if (!exponent && fraction && number.prefix == 'x') {
            complain("hexadecimal mantissa requires a 'p' exponent");
        }
        if (!exponent && !fraction && number.invalid != 0) {
            complain("invalid digit '" + (char) number.invalid + "' in " + number.name());
        }
        if (!number.separated()) {
            complain("'_' must separate successive digits");
        }
    }

    private boolean exponent(Digits number) {
        int letter = Character.toLowerCase(peek(0));
        if (letter != 'e' && letter != 'p') {
            return false;
        }
        if (letter == 'e' && number.prefix != 0 && number.prefix != '0') {
            complain("'" + (char) text[at] + "' exponent requires decimal mantissa");
        } else if (letter == 'p' && number.prefix != 'x') {
            complain("'" + (char) text[at] + "' exponent requires hexadecimal mantissa");
        }
        at++;
        at += peek(0) == '+' || peek(0) == '-' ? 1 : 0;
        var digits = new Digits();
        digits.read();
        if (!digits.any) {
            complain("exponent has no digits");
        }
        return true;
    }

    /** The digits of one number, in the base that it begins with. */
    private final class Digits {
        private int prefix;
        private int base = 10;
        private boolean any;
        private int invalid;

        void prefix() {
            if (text[at] != '0') {
                return;
            }
            at++;
            prefix = switch (Character.toLowerCase(peek(0))) {
                case 'x' -> 'x';
                case 'o' -> 'o';
                case 'b' -> 'b';
                default -> '0';
            };
            any = prefix == '0';
            at += any ? 0 : 1;
            base = prefix == 'x' ? 16 : prefix == 'b' ? 2 : 8;
        }

        void read() {
            for (; decimal(peek(0)) || base == 16 && Character.digit(peek(0), 16) >= 0 || peek(0) == '_'; at++) {
                any |= text[at] != '_';
                boolean fits = text[at] == '_' || Character.digit(text[at], 16) < base;
                invalid = invalid == 0 && !fits ? text[at] : invalid;
            }
        }

        /** Whether each low line is between two digits; what tells the base counts as one. */
        boolean separated() {
            boolean based = prefix != 0 && prefix != '0';
            for (int i = start; i < at; i++) {
                boolean before = i > start && (digit(text[i - 1]) || based && i == start + 2);
                if (text[i] == '_' && !(before && i + 1 < at && digit(text[i + 1]))) {
                    return false;
                }
            }
            return true;
        }

        private boolean digit(int character) {
            return Character.digit(character, prefix == 'x' ? 16 : 10) >= 0;
        }

        String name() {
            return switch (prefix) {
                case 'x' -> "hexadecimal literal";
                case 'o', '0' -> "octal literal";
                case 'b' -> "binary literal";
                default -> "decimal literal";
            };
        }
    }

    private static boolean decimal(int character) {
        return character >= '0' && character <= '9';
    }

    /** -1 behind the end. */
    private int peek(int ahead) {
        return at + ahead < text.length ? text[at + ahead] : -1;
    }

    private void complain(String what) {
        complaints.accept("<input>:1:" + (start + 1) + ": " + what);
    }
}
