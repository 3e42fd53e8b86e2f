package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.RootlessUser.Lack;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an ordinary user is told to give to root, for names and homes that shells could take for something else. */
class OddUsersIT {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '|', value = {"Rctl.it-Odd,/home/rctl o'dd \"$HOME\" `id`;*", "rctl-it-odd$,/home/rctl-it-odd-$(id)"})
    @DisplayName("P2 P11: exit 3 and one block for root, which runs twice and satisfies shellcheck; after it, exit 0")
    void blockForRoot(String name, Path home) {
        try (var user = RootlessUser.createNamed(name, home, Lack.SUB_IDS, Lack.RUNTIME_DIRECTORY)) {
            user.write(home.resolve("rootless.toml"), """
                    schema = 1
                    [daemon]
                    state = "stopped"
                    [daemon.settings]
                    log-driver = "local"
                    [host]
                    packages = "ignore"
                    """);
            user.rootlessctl("apply", "-f", "rootless.toml").expect(3);
            var script = user.rootlessctl("plan", "-f", "rootless.toml", "--remedies").expect(0).out();
            assertTrue(script.contains("usermod"), script);
            Commands.run(List.of("shellcheck", "-s", "sh", "-"), Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8"),
                    Path.of("/"), script).expect(0);
            for (int twice = 0; twice < 2; twice++) {
                Commands.run(List.of("sh", "-eu"), Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), Path.of("/"), script).expect(0);
            }
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            assertEquals("", user.rootlessctl("drift", "-f", "rootless.toml").expect(0).out());
        }
    }
}
