package io.rootlessctl.host;

import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code systemctl --user show} of one unit, or {@code systemctl show}, its properties by systemd's names.
 *
 * @param loadState {@code loaded}, {@code not-found}, {@code masked} ...
 * @param activeState {@code active}, {@code inactive}, {@code failed} ...
 * @param unitFileState {@code enabled}, {@code disabled} ...; empty when there is no unit file
 */
public record UserUnit(
        String loadState, String activeState, String subState, String unitFileState, boolean needDaemonReload,
        Optional<Path> fragment, long mainPid) {}
