package io.rootlessctl.cli;

/** Why one of RootlessKit's own commands ends with status 1, in its own words. */
final class ApiProblem extends Exception {
    private static final long serialVersionUID = 1;

    /** Printed to standard output before; empty but for wrong flags. */
    private final String usage;

    ApiProblem(String message) {
        this(message, "");
    }

    ApiProblem(String message, String usage) {
        super(message);
        this.usage = usage;
    }

    String usage() {
        return usage;
    }
}
