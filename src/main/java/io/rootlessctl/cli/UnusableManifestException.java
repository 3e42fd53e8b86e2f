package io.rootlessctl.cli;

/** There is no manifest to read where one was asked for. */
final class UnusableManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableManifestException(String message) {
        super(message);
    }
}
