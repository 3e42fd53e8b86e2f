package io.rootlessctl.model;

import java.util.Optional;

/**
 * Something the reader should know that no change mends: a limit of the host, or of what was declared.
 *
 * @param lint by which the file can silence it; empty for what has to be known
 */
public record Warning(Address address, Scope scope, Optional<LintId> lint, String text) {
    public Warning(Address address, Scope scope, String text) {
        this(address, scope, Optional.empty(), text);
    }

    public Warning(Address address, Scope scope, Advice advice) {
        this(address, scope, Optional.of(advice.id()), advice.text());
    }
}
