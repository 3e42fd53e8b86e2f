package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Sha256;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DockerContextTest {
    private static final Account ALICE =
            new Account("alice", 1000, 1000, Path.of("/home/alice"), Path.of("/bin/bash"));
    private static final String META = "/home/alice/.docker/contexts/meta/"
            + "12b961af5feb3e9d39f93b2cefb9a1a944f18d02cca0cac2f04f5a982240605f/meta.json";
    private static final String CONFIG = "/home/alice/.docker/config.json";
    private static final String NOTHING = """
            schema = 1
            [daemon]
            state = "stopped"
            start = "manual"
            [[users]]
            name = "alice"
            """;
    private static final String DECLARED = NOTHING.replace("[[users]]", "[client]\ncontext = \"rootless\"\n[[users]]");

    private static String text(HostView host, String path) {
        return host.text(Path.of(path), ALICE).found().orElseThrow().content();
    }

    @Test
    void theUsualNameHasItsSum() {
        assertEquals(Sha256.of("rootless"), DockerContext.SUM_OF_USUAL);
    }

    @Test
    @DisplayName("C2: a context of the user's keeps its other members, and gets its address and the selection back")
    void aContextOfTheUsers() {
        var meta = "{\"Name\":\"rootless\",\"Metadata\":{\"Description\":\"mine\"},\"Endpoints\":{\"docker\":"
                + "{\"Host\":\"unix:///var/run/docker.sock\",\"SkipTLSVerify\":true},\"other\":{\"Host\":\"https://k\"}}}";
        var config = "{\n\t\"auths\": {},\n\t\"currentContext\": \"work\"\n}";
        var host = FakeHost.debian().file(META, meta).file(CONFIG, config);

        Scene.of(host, DECLARED).applied();

        var ours = text(host, META);
        assertTrue(ours.contains("unix:///run/user/1000/docker.sock"), ours);
        assertTrue(ours.contains("\"mine\"") && ours.contains("https://k"), ours);
        assertTrue(ours.replace(" ", "").contains("\"SkipTLSVerify\":true"), ours);
        assertTrue(text(host, CONFIG).contains("\"rootless\""));

        var after = Scene.of(host, NOTHING);
        after.applied();

        assertTrue(text(host, META).contains("unix:///var/run/docker.sock"), text(host, META));
        assertTrue(text(host, META).contains("mine"));
        assertEquals(config, text(host, CONFIG));
        assertEquals(List.of(), after.plan().changes());
    }
}
