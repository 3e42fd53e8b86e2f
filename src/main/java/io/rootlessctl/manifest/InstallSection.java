package io.rootlessctl.manifest;

import io.rootlessctl.manifest.Settings.Install;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code [install]}: programs out of archives, where no package brings them. */
final class InstallSection {
    private static final Pattern SUM = Pattern.compile("[0-9A-Fa-f]{64}");
    private static final Syntax<String> SHA256 = Syntax.text("SHA-256 sums, each of 64 hexadecimal digits",
            text -> Optional.of(text.toLowerCase(Locale.ROOT)).filter(sum -> SUM.matcher(sum).matches()));

    private InstallSection() {}

    static Optional<Install> decode(Table table, boolean present) {
        var from = table.list("from", PathSyntax.PATH).orElse(List.of());
        var sums = table.list("sha256", SHA256);
        if (!present) {
            return Optional.empty();
        }
        if (from.isEmpty()) {
            table.problem("from", table.has("from") ? "found no path" : "missing", "from = [\"~/docker-29.7.0.tgz\"]");
            return Optional.empty();
        }
        if (sums.isPresent() && sums.get().size() != from.size()) {
            table.conflict("sha256", "from", "as many sums as paths, in the same order; without sha256 a file "
                    + "SHA256SUMS beside the archives has them");
        }
        return Optional.of(new Install(from, sums));
    }
}
