package io.rootlessctl.manifest;

import io.rootlessctl.manifest.Manifest.UserEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The whole file: the defaults, the host, and each of {@code [[users]]} merged over the defaults. */
final class ManifestDecoder {
    /** Tables whose entries a user replaces as they are: a daemon.json key is owned with all that is below it. */
    private static final Set<String> WHOLE = Set.of("daemon.settings");
    private static final Syntax<Long> SCHEMA = value -> value instanceof Long number && number == 1
            ? Syntax.value(number) : Syntax.refused("1, the only schema this rootlessctl reads");
    private static final Pattern USER_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");

    private final Table root;

    private ManifestDecoder(Table root) {
        this.root = root;
    }

    /** Problems go where the table's go; with any, the result is of no use. */
    static Manifest decode(Table root) {
        return new ManifestDecoder(root).manifest();
    }

    private Manifest manifest() {
        var defaults = UserSections.decode(root);
        var inherited = root.entries().only(root.asked().names());
        root.required("schema", SCHEMA, "schema = 1");
        var host = HostSection.decode(root.section("host"));
        var users = users(inherited);
        root.refuseUnknown();
        return new Manifest(host, defaults, users);
    }

    private List<UserEntry> users(Entries inherited) {
        var names = new HashSet<String>();
        var users = new ArrayList<UserEntry>();
        for (var table : root.tables("users", user -> user.over(inherited, WHOLE))) {
            user(table, names).ifPresent(user -> {
                users.stream().filter(other -> sharesIds(user, other)).findFirst()
                        .ifPresent(other -> reportSharedIds(table, other));
                users.add(user);
            });
        }
        return users;
    }

    private static boolean sharesIds(UserEntry one, UserEntry other) {
        return one.settings().idMap().overlaps(other.settings().idMap())
                && Stream.of(one, other).allMatch(user -> user.wanted());
    }

    /** Told where the start is declared, in the user's own table or for all. */
    private static void reportSharedIds(Table table, UserEntry other) {
        table.entries().byName().get("id-map").table().map(idMap -> idMap.byName().get("start")).ifPresent(start ->
                table.problem(start, "a start whose range shares no id with that of " + other.name() + ", from "
                        + other.settings().idMap().start().orElseThrow()));
    }

    private static Optional<UserEntry> user(Table table, Set<String> names) {
        var settings = UserSections.decode(table);
        var name = table.required("name", ManifestDecoder::userName, "name = \"alice\"");
        var create = table.get("create", Syntax.BOOL).orElse(false);
        if (name.isPresent() && !names.add(name.get())) {
            table.problem("name", "found " + FoundValue.quoted(name.get()) + " again", "one table for each user");
        }
        return name.map(known -> new UserEntry(known, create, settings));
    }

    static Syntax.Parsed<String> userName(Object value) {
        if ("root".equals(value)) {
            return Syntax.refused("an ordinary user: rootless Docker is for users other than root");
        }
        return value instanceof String name && USER_NAME.matcher(name).matches() ? Syntax.value(name)
                : Syntax.refused("a user name: up to 32 letters, digits and \"_.-\", the first a letter or \"_\"");
    }
}
