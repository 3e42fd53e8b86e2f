package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The ids that users and groups of the host have, with their names: whose container had one of them could touch their
 * files. Of a directory's users only those are known who are asked for.
 */
record IdsInUse(SortedMap<Long, String> users, SortedMap<Long, String> groups) {
    private static final Path USERS = Path.of("/etc/passwd");
    private static final Path GROUPS = Path.of("/etc/group");
    /** The field that has a user's number in the one file, a group's in the other. */
    private static final int NUMBER = 2;
    private static final int PRIMARY_GROUP = 3;
    private static final Pattern ID = Pattern.compile("\\d{1,10}");

    IdsInUse {
        users = Collections.unmodifiableSortedMap(users);
        groups = Collections.unmodifiableSortedMap(groups);
    }

    /** @param known users of whom the files may know nothing */
    static IdsInUse of(HostView host, Collection<Account> known) {
        var users = new TreeMap<Long, String>();
        var groups = new TreeMap<Long, String>();
        known.forEach(account -> {
            users.put(account.uid(), account.name());
            groups.put(account.gid(), account.name());
        });
        var passwd = text(USERS, host);
        add(passwd, PRIMARY_GROUP, groups);
        add(text(GROUPS, host), NUMBER, groups);
        add(passwd, NUMBER, users);
        return new IdsInUse(users, groups);
    }

    private static String text(Path file, HostView host) {
        return host.systemFile(file).found().map(FileText::content).orElse("");
    }

    /** Lines of other services ({@code +::::::}) have no number. */
    private static void add(String text, int field, SortedMap<Long, String> ids) {
        text.lines().map(line -> line.split(":", -1))
                .filter(fields -> fields.length > field && ID.matcher(fields[field]).matches())
                .forEach(fields -> ids.put(Long.valueOf(fields[field]), fields[0]));
    }
}
