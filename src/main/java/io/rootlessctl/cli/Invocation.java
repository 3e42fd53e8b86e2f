package io.rootlessctl.cli;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.render.Style;
import io.rootlessctl.render.Wrapped;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Everything a command gets from outside: read once, handed down, so that nothing below asks the process.
 *
 * @param terminal whether standard output is one: colour is for terminals only
 * @param inTerminal whether standard input is one: only there anybody can be asked
 * @param errTerminal whether standard error is one: progress is for terminals only
 * @param host made when the first command asks, for help needs none
 * @param writer given to nobody but the reconciler, to RootlessKit's own commands, which are about no manifest, and for a file that
 *     the caller names
 */
record Invocation(
        Map<String, String> environment, Path directory, InputStream in, PrintStream out, PrintStream err,
        boolean inTerminal, boolean terminal, boolean errTerminal, InstantSource clock, Supplier<HostView> host, Function<HostView, HostWriter> writer,
        Self self) {

    Style style() {
        return new Style(colour());
    }

    boolean colour() {
        return terminal && escapes();
    }

    /** Prints what people read. On a terminal it keeps to the width; in a pipe, lines stay whole for programs. */
    void show(String text) {
        out.print(terminal ? Wrapped.to(columns(), text) : text);
    }

    /** Of the terminal in columns; 0 where there is none. */
    int width() {
        return terminal ? columns() : 0;
    }

    /** The terminal's width; what somebody says of it goes over what it says itself. */
    int columns() {
        var declared = environment.getOrDefault("COLUMNS", "");
        return declared.matches("[0-9]{1,4}") ? Integer.parseInt(declared) : self.columns();
    }

    /** Whether somebody is there who can read a question and answer it. */
    boolean canAsk() {
        return inTerminal && errTerminal;
    }

    boolean progress() {
        return errTerminal && escapes();
    }

    /** As no-color.org has it: any value but an empty one. */
    private boolean escapes() {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
    }
}
