package io.rootlessctl.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scenario that fails leaves to look at. */
@OnVirtualHost("trixie")
class EvidenceVmIT {

    @Test
    @DisplayName("O7: systemd's journal and rootlessctl's own journal of a virtual host are kept")
    void keepsWhatTellsWhy(@WithDaemon VirtualHost host, @TempDir Path directory) throws IOException {
        host.user("root").run("logger to the journal").expect(0);
        host.keepEvidence(directory, "this is wrong");
        assertEquals("this is wrong", Files.readString(directory.resolve("failure.txt")));
        assertTrue(Files.exists(directory.resolve("console.log")));
        var journal = Files.readString(directory.resolve("journal.txt"));
        assertTrue(journal.contains("to the journal") && journal.contains("dockerd"), journal);
        var records = Files.readString(directory.resolve("rootlessctl.txt"));
        assertTrue(records.contains("/home/alice/.local/state/rootlessctl/journal.json"), records);
        assertTrue(records.contains("daemon[alice]"), records);
    }
}
