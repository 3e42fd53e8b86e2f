package io.rootlessctl.host.linux;

import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.PathText;
import java.util.function.Predicate;

/** /etc/passwd: {@code NAME:PASSWORD:UID:GID:COMMENT:HOME:SHELL} a line. */
final class PasswdFile {
    private static final String SHELL = "/bin/sh";

    private PasswdFile() {}

    static Observation<Account> byName(String subject, String text, String name) {
        return first(subject, text, name, fields -> fields[0].equals(name));
    }

    static Observation<Account> byUid(String subject, String text, long uid) {
        return first(subject, text, "", fields -> fields.length > 2 && fields[2].equals(Long.toString(uid)));
    }

    /** Only the wanted line has to be well-formed: NIS leaves lines of its own ({@code +::::::}) in this file. */
    private static Observation<Account> first(String subject, String text, String start, Predicate<String[]> wanted) {
        int at = text.startsWith(start) ? 0 : next(text, start, 0);
        while (at >= 0 && at < text.length()) {
            int end = text.indexOf('\n', at);
            var fields = text.substring(at, end < 0 ? text.length() : end).split(":", -1);
            if (wanted.test(fields)) {
                return account(subject + ", line " + (1 + text.substring(0, at).lines().count()), fields);
            }
            at = next(text, start, at);
        }
        return Observation.absent();
    }

    /** Where the next line with this start is: hosts have thousands of users, and many of them are asked for. */
    private static int next(String text, String start, int from) {
        int found = text.indexOf("\n" + start, from);
        return found < 0 ? -1 : found + 1;
    }

    private static Observation<Account> account(String subject, String[] fields) {
        if (fields.length != 7) {
            return new Observation.Malformed<>(subject, "found " + fields.length + " fields, expected 7");
        }
        if (!fields[2].matches("\\d{1,10}") || !fields[3].matches("\\d{1,10}")) {
            return new Observation.Malformed<>(
                    subject, "found uid \"" + fields[2] + "\" and gid \"" + fields[3] + "\", expected numbers");
        }
        var home = PathText.absolute(fields[5]);
        var shell = PathText.absolute(fields[6].isEmpty() ? SHELL : fields[6]);
        if (home.isEmpty()) {
            return new Observation.Malformed<>(
                    subject, "found home directory \"" + fields[5] + "\", expected an absolute path");
        }
        if (shell.isEmpty()) {
            return new Observation.Malformed<>(subject, "found shell \"" + fields[6] + "\", expected an absolute path");
        }
        return Observation.present(new Account(
                fields[0], Long.parseLong(fields[2]), Long.parseLong(fields[3]), home.get(), shell.get()));
    }
}
