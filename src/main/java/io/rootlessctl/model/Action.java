package io.rootlessctl.model;

import java.util.Locale;

/** What a change does to the thing at its address. */
public enum Action {
    CREATE,
    UPDATE,
    REMOVE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
