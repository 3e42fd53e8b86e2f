package io.rootlessctl.cli;

/** The command line asks for what cannot be: exit status 64. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
