package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.ReadmeBlock;
import io.rootlessctl.lab.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The first command of README.md, by root on a host that has no such user, as it stands there. */
class QuickstartIT {
    private static final Path STATE = Path.of("/var/lib/rootlessctl");

    @Test
    @DisplayName("I2 I6 O1: from a clone to a daemon that answers; again, and nothing is changed; taken back")
    void quickstart() throws IOException {
        assertFalse(Files.exists(Path.of("/home/rootless")), "this test would take /home/rootless away");
        boolean stateWasThere = Files.exists(STATE);
        try {
            var first = shell(ReadmeBlock.QUICKSTART.text().replaceFirst("^sudo ", "")).expect(0).out();
            ReadmeBlock.QUICKSTART_DONE.assertIn(first);
            var pointed = first.substring(first.indexOf("Docker of rootless:\n")).lines().skip(1).findFirst().orElseThrow().strip();
            assertTrue(shell("setpriv --reuid rootless --regid rootless --init-groups -- env HOME=/home/rootless sh -euc '"
                    + pointed + "; docker info'").expect(0).out().contains("rootless"), pointed);
            var second = shell(ReadmeBlock.QUICKSTART.commands().getFirst() + " -o json").expect(0).out();
            assertTrue(second.contains("\"result\" : \"converged\""), second);
            Project.asRoot("uninstall", "--purge-data", "--yes").expect(0);
            assertEquals(1, Commands.run("pgrep", "-u", "rootless").exit(), "processes of a daemon that is uninstalled");
        } finally {
            Commands.run("userdel", "--force", "--remove", "rootless");
            if (!stateWasThere) {
                Trees.delete(STATE);
            }
        }
    }

    private static Outcome shell(String line) {
        return Project.runAsRoot("sh", "-euc", line);
    }
}
