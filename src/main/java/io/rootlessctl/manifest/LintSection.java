package io.rootlessctl.manifest;

import io.rootlessctl.manifest.Settings.Lint;
import io.rootlessctl.model.LintId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code [lint]}: which advice nobody wants to read, and whether there is to be more of it. */
final class LintSection {
    private static final Map<String, LintId> IDS = new LinkedHashMap<>();

    static {
        Arrays.stream(LintId.values()).forEach(id -> IDS.put(id.toString(), id));
    }

    private LintSection() {}

    static Lint decode(Table table) {
        return new Lint(table.list("ignore", LintSection::id).orElse(List.of()),
                table.get("strict", Syntax.BOOL).orElse(false));
    }

    private static Syntax.Parsed<LintId> id(Object value) {
        if (value instanceof String name && IDS.containsKey(name)) {
            return Syntax.value(IDS.get(name));
        }
        var near = value instanceof String name ? NearestName.of(name, IDS.keySet()) : Optional.<String>empty();
        return Syntax.refused(near.map(name -> "names of advice; did you mean \"" + name + "\"?")
                .orElseGet(() -> String.join(", ", IDS.keySet())));
    }
}
