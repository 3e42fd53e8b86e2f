package io.rootlessctl.host.linux;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code PressedProgram COUNT}: told to end, it runs as many commands first, and says how many did what they should. */
final class PressedProgram {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private PressedProgram() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(PressedProgram::stay));
        System.out.println("ready");
        var host = new LinuxHost(Map.of());
        var commands = new UserCommands(host.caller(), Map.of("PATH", "/usr/bin:/bin"));
        int right = 0;
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            var start = commands.apart(host.caller(), Map.of(), List.of("/bin/sh", "-c", "exit 7"));
            boolean both = commands.run(Map.of(), LIMIT, List.of("sh", "-c", "exit 7")).exit() == 7
                    && OwnSession.start(new ProcessBuilder(start.argv())).waitFor() == 7;
            right += both ? 1 : 0;
        }
        System.out.println(right + " right");
        Runtime.getRuntime().halt(0);
    }

    private static void stay() {
        try {
            Thread.sleep(LIMIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
