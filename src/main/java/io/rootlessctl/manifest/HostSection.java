package io.rootlessctl.manifest;

import io.rootlessctl.manifest.HostSettings.AppArmor;
import io.rootlessctl.manifest.HostSettings.Packages;
import io.rootlessctl.manifest.HostSettings.RootfulDocker;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code [host]}: what root sees to for all users. */
final class HostSection {
    private static final Syntax<Packages> PACKAGES = Syntax.choice(Packages.class);
    private static final Syntax<String> MODULE = Syntax.matching(Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*"),
            "names of kernel modules: letters, digits, \"_\" and \"-\"");
    private static final Syntax<AppArmor> APPARMOR = Syntax.choice(AppArmor.class);
    private static final Syntax<RootfulDocker> ROOTFUL_DOCKER = Syntax.choice(RootfulDocker.class);
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private HostSection() {}

    static HostSettings decode(Table table) {
        return new HostSettings(
                table.get("packages", PACKAGES).orElse(Packages.CHECK),
                table.list("modules", MODULE).orElse(List.of()),
                table.get("apparmor", APPARMOR),
                table.get("rootful-docker", ROOTFUL_DOCKER).orElse(RootfulDocker.IGNORE),
                sysctl(table.section("sysctl")),
                declared(table));
    }

    private static Set<String> declared(Table table) {
        return table.asked().declared().stream().map(name -> "host." + name).collect(Collectors.toSet());
    }

    private static SortedMap<String, String> sysctl(Table table) {
        var values = new TreeMap<String, String>();
        for (var named : table.all()) {
            var name = named.getKey();
            if (named.getValue().table().isPresent()) {
                table.problem(named.getValue(), "a name in quotes, like \"user.max_user_namespaces\" = 28633");
            } else if (!PARAMETER.matcher(name).matches()) {
                table.problem(name, "found name " + FoundValue.quoted(name),
                        "a dotted name, like \"user.max_user_namespaces\"");
            } else {
                table.parse(named.getValue(), HostSection::parameter).ifPresent(value -> values.put(name, value));
            }
        }
        return values;
    }

    /** Numbers, or words with single blanks between: the kernel shows tabs where a file has blanks. */
    private static Syntax.Parsed<String> parameter(Object value) {
        if (value instanceof Long number) {
            return Syntax.value(number.toString());
        }
        return value instanceof String text && isPrintable(text)
                ? Syntax.value(BLANKS.matcher(text.strip()).replaceAll(" "))
                : Syntax.refused("a number or a text that is not empty");
    }

    private static boolean isPrintable(String text) {
        return !text.isBlank() && text.chars().allMatch(c -> c == '\t' || !Character.isISOControl(c));
    }
}
