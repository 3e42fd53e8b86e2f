package io.rootlessctl.cli;

final class Main {
    private Main() {}

    static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** One command line; its exit status. */
    static int run(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals("posix")) {
            System.out.println(jnr.posix.POSIXFactory.getNativePOSIX().getuid());
        }
        System.out.println(String.join("|", arguments));
        return 0;
    }
}
