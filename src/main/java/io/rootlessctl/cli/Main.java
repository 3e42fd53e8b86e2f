package io.rootlessctl.cli;

/** The command line. */
final class Main {
    private Main() {}

    static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** One command line; its exit status. */
    static int run(String... arguments) {
        System.out.println(String.join("|", arguments));
        return 0;
    }
}
