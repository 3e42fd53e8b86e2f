package io.rootlessctl.cli;

import io.rootlessctl.host.linux.Foreground;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.util.List;

/** This process, as its commands know it. */
interface Self {
    /** One that nobody signals, and that cannot be started once more. */
    Self ALONE = new Self() {
        @Override
        public void heedSignals() {
            // Nobody sends any.
        }

        @Override
        public boolean toldToEnd() {
            return false;
        }

        @Override
        public int columns() {
            return 0;
        }

        @Override
        public int inForeground(Foreground program, Account caller) throws IOException {
            throw new IOException(program.argv().getLast() + ": there is nothing here that it could run in");
        }

        @Override
        public void startAgain(List<String> arguments, Account caller) {
            // Whoever waits for it waits in vain, which is what tests want.
        }
    };

    /** From here on a signal to end does not end it at once: {@link #toldToEnd} says so, and who works puts back and ends. */
    void heedSignals();

    boolean toldToEnd();

    /** Of the terminal that standard output is; 0 where that is not known. */
    int columns();

    /**
     * Runs a program with this process's input and output.
     *
     * @return its exit status, unless it has taken this process's place
     */
    int inForeground(Foreground program, Account caller) throws IOException;

    /** Starts this program once more, in a session of its own: it lives on when this process and its terminal are gone. */
    void startAgain(List<String> arguments, Account caller) throws IOException;
}
