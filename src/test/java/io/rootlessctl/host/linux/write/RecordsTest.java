package io.rootlessctl.host.linux.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I4: a listing that a user's program writes")
class RecordsTest {
    @Test
    void aRecordHasAnEnd() throws IOException {
        var taken = new ArrayList<String>();
        try (var records = new Records(taken::add)) {
            records.write("a\0b\0".getBytes());
            assertEquals(List.of("a", "b"), taken);
            var refusal = assertThrows(IOException.class, () -> records.write("x".repeat(1 << 20).getBytes()));
            assertTrue(refusal.getMessage().contains("no file has so long a name"), refusal::getMessage);
        }
    }
}
