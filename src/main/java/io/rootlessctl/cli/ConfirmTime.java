package io.rootlessctl.cli;

import io.rootlessctl.manifest.DurationSyntax;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 120s}, {@code 5m}: as durations are written in the manifest, from a second to a day. */
final class ConfirmTime implements ITypeConverter<Duration> {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofHours(24);

    @Override
    public Duration convert(String text) {
        return DurationSyntax.parse(text)
                .filter(time -> time.compareTo(LEAST) >= 0 && time.compareTo(MOST) <= 0)
                .orElseThrow(() -> new TypeConversionException("expected a duration of 1s to 24h, like \"90s\" or \"2m\", found "
                        + "\"" + text + "\""));
    }
}
