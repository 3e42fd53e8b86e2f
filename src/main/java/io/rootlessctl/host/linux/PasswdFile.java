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
        return first(subject, text, fields -> fields[0].equals(name));
    }

    static Observation<Account> byUid(String subject, String text, long uid) {
        return first(subject, text, fields -> fields.length > 2 && fields[2].equals(Long.toString(uid)));
    }

    /** Only the wanted line has to be well-formed: NIS leaves lines of its own ({@code +::::::}) in this file. */
    private static Observation<Account> first(String subject, String text, Predicate<String[]> wanted) {
        var lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var fields = lines.get(i).split(":", -1);
            if (wanted.test(fields)) {
                return account(subject + ", line " + (i + 1), fields);
            }
        }
        return Observation.absent();
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
