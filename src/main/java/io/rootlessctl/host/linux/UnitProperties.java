package io.rootlessctl.host.linux;

import io.rootlessctl.host.UserUnit;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.PathText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The output of {@code systemctl show -p}: {@code Name=value} a line. */
final class UnitProperties {
    static final List<String> NAMES = List.of(
            "LoadState", "ActiveState", "SubState", "UnitFileState", "NeedDaemonReload", "FragmentPath", "MainPID");

    private UnitProperties() {}

    static Observation<UserUnit> parse(String subject, String text) {
        var values = new HashMap<String, String>();
        text.lines().filter(line -> line.indexOf('=') > 0).forEach(
                line -> values.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        for (var name : List.of("LoadState", "ActiveState", "SubState")) {
            if (values.getOrDefault(name, "").isEmpty()) {
                return new Observation.Malformed<>(subject, "systemctl show: found no " + name);
            }
        }
        var pid = values.getOrDefault("MainPID", "0");
        if (!pid.matches("\\d{1,10}")) {
            return new Observation.Malformed<>(subject, "systemctl show: MainPID: found \"" + pid + "\"");
        }
        return Observation.present(unit(values, Long.parseLong(pid)));
    }

    private static UserUnit unit(Map<String, String> values, long pid) {
        return new UserUnit(
                values.get("LoadState"), values.get("ActiveState"), values.get("SubState"),
                values.getOrDefault("UnitFileState", ""), values.getOrDefault("NeedDaemonReload", "no").equals("yes"),
                Optional.ofNullable(values.get("FragmentPath")).flatMap(PathText::absolute),
                pid);
    }
}
