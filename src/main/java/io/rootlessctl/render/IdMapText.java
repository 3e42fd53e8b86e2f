package io.rootlessctl.render;

import io.rootlessctl.host.IdType;
import io.rootlessctl.host.RunningDaemon.IdMapping;
import io.rootlessctl.model.IdTranslation;
import io.rootlessctl.resource.IdMaps;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Maps of ids, and ids translated by them, for people. */
public final class IdMapText {
    private IdMapText() {}

    /** The whole of both maps. */
    public static String maps(String user, IdMaps maps) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("", "in a container", "on the host"));
        for (var type : IdType.values()) {
            maps.of(type).forEach(map -> rows.add(List.of(
                    type.name().toLowerCase(Locale.ROOT), range(map.inside(), map), range(map.outside(), map))));
        }
        return user + (maps.running() ? ":" : ": no daemon runs; one would get") + "\n"
                + Columns.lines(rows).stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String range(long start, IdMapping map) {
        return map.count() == 1 ? Long.toString(start) : start + "-" + (start + map.count() - 1);
    }

    /** {@code container uid 1000 = host uid 100999} a line. */
    public static String translations(IdMaps maps, List<IdTranslation> translations) {
        return translations.stream().map(one -> line(maps, one) + "\n").collect(Collectors.joining());
    }

    private static String line(IdMaps maps, IdTranslation one) {
        var type = one.user() ? "uid" : "gid";
        var from = (one.fromContainer() ? "container " : "host ") + type + " " + one.id();
        if (one.to().isPresent()) {
            return from + " = " + (one.fromContainer() ? "host " : "container ") + type + " " + one.to().getAsLong();
        }
        return one.fromContainer()
                ? from + ": no container can have it, they have " + maps.inside(one.user() ? IdType.UID : IdType.GID)
                : from + ": in no container; they see it as 65534, nobody";
    }
}
