package io.rootlessctl.cli;

/** There is no manifest to read where one was asked for. */
final class UnusableManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final String found;

    /** @param file as the user named it */
    UnusableManifestException(String file, String found) {
        super(file + ": " + found);
        this.file = file;
        this.found = found;
    }

    String file() {
        return file;
    }

    String found() {
        return found;
    }
}
