package io.rootlessctl.lab;

/** How a command ended, and all that it wrote. */
public record Outcome(String command, int exit, String out, String err) {

    /** This outcome if the command ended so; else fails with everything the command wrote. */
    public Outcome expect(int status) {
        if (exit != status) {
            throw new AssertionError("%s: exit status %d, expected %d%nstdout:%n%s%nstderr:%n%s"
                    .formatted(command, exit, status, out, err));
        }
        return this;
    }
}
