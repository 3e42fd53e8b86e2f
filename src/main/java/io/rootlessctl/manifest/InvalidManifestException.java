package io.rootlessctl.manifest;

import java.util.List;
import java.util.stream.Collectors;

/** A rootless.toml that cannot be used, with everything that is wrong with it; the message is one line a problem. */
public final class InvalidManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidManifestException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** In the order of the file, at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
