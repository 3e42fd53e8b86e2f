package io.rootlessctl.render;

import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.Secrets;
import java.util.Optional;

/** One field that somebody else has changed since we set it, in one line. */
public final class ForeignText {
    private ForeignText() {}

    /** {@code daemon-json[alice]: log-driver is "none" now, was set to "local" by us}. */
    public static String line(ForeignEdit edit) {
        return ChangeText.name(edit.address(), edit.scope()) + ": " + Shown.line(edit.field()) + " is "
                + value(edit, edit.observed().orElse("(absent)")) + " now; was set to "
                + value(edit, edit.lastApplied()) + " by us";
    }

    private static String value(ForeignEdit edit, String value) {
        return Shown.shortened(Secrets.masked(edit.field(), Optional.of(value)).orElseThrow());
    }
}
