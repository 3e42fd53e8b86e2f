package io.rootlessctl.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lab's own scripts, at Ctrl-C. */
@Tag("virtual-host")
class CutOffVmIT {

    /** ssh, which waits for the host then, ends by itself, as if nothing else were to end. */
    @Test
    @DisplayName("Ctrl-C while a host starts: neither its processes nor mounts nor control group are left")
    void endsAtCtrlC() throws IOException {
        var directory = Files.createTempDirectory(Path.of("/tmp"), "rctl-vm.");
        try {
            var left = Commands.run("bash", "-euc", """
                    set -m
                    env --default-signal=INT src/test/lab/container start "$1" trixie </dev/null &
                    until [ -s "$1/pid" ] && [ -e "$1/ssh_config" ]; do sleep 0.02; done
                    kill -INT -- -$!
                    wait $! || echo "exit $?"
                    [ ! -e "$(cat "$1/group")" ] || echo "its control group is there"
                    grep -F "$1" /proc/mounts || true
                    pgrep -af "container-(keeper|start) $1" || true
                    """, "bash", directory.toString());
            assertEquals("exit 130\n", left.expect(0).out());
        } finally {
            Trees.delete(directory);
        }
    }
}
