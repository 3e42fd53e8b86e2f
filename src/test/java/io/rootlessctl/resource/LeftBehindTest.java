package io.rootlessctl.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.host.FakeHost;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LeftBehindTest {
    @Test
    @DisplayName("I4: a data root with a blank is one directory in the command that root is to type")
    void oneWord() {
        var host = host().without("/usr/bin/rootlesskit");
        var why = left(host).purging(host).hindrance().orElseThrow().why();
        assertTrue(why.endsWith(": sudo rm -rf -- '/home/alice/x /etc'"), why);
    }

    @Test
    @DisplayName("I7: data can be removed where RootlessKit has the name that Docker's packages give it")
    void anyName() {
        var host = host().without("/usr/bin/rootlesskit").program("/usr/bin/docker-rootlesskit", "2.3.5");
        assertEquals(Optional.empty(), left(host).purging(host).hindrance());
        assertEquals(1, left(host).purging(host).steps().size());
    }

    private static FakeHost host() {
        return FakeHost.debian().user("alice", 1000).file("/home/alice/x /etc/file", "");
    }

    private static LeftBehind left(FakeHost host) {
        return new LeftBehind(Set.of(Path.of("/home/alice/x /etc")), host.account("alice").found().orElseThrow(), true);
    }
}
