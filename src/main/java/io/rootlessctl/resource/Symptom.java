package io.rootlessctl.resource;

import java.util.Map;

/**
 * A known cause as a look at a host has found it.
 *
 * @param code of the cause
 * @param values of what its texts have in braces, besides the user's own
 */
record Symptom(String code, Map<String, String> values) {
    Symptom {
        values = Map.copyOf(values);
    }

    static Symptom of(String code) {
        return new Symptom(code, Map.of());
    }
}
