package io.rootlessctl.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Commands;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What Docker's own troubleshooting page lists and only the log of a real daemon tells, each provoked here. */
class RefusedByTheHostIT {
    private static final String LOCK = "/run/xtables.lock";

    @Test
    @DisplayName("T8: iptables may not open its lock, as where the script of Docker before 20.10.8 shares the host's")
    void lockOfIptables() throws IOException {
        try (var user = RootlessUser.create()) {
            // What 20.10.8 has mended; the real iptables, with its old interface to the kernel, opens the lock.
            program(user, "dockerd-rootless.sh", "sed 's#/run/containerd " + LOCK + "#/run/containerd#' "
                    + "/usr/share/docker.io/contrib/dockerd-rootless.sh");
            Commands.run("sh", "-euc", "update-alternatives --set iptables /usr/sbin/iptables-legacy; touch " + LOCK + "; chmod 0600 "
                    + LOCK).expect(0);
            user.write(user.home().resolve("rootless.toml"), "schema = 1\n");
            var failed = user.rootlessctl("apply", "-f", "rootless.toml").expect(4).out();
            assertTrue(failed.contains("can't open lock file " + LOCK + ": Permission denied"), failed);
            assertTrue(failed.contains("cause: SELinux keeps iptables from its lock (xtables-lock)"), failed);
            told(user, "xtables-lock", "can't open lock file " + LOCK);
        } finally {
            Commands.run("sh", "-c", "rm -f " + LOCK + "; update-alternatives --auto iptables").expect(0);
        }
    }

    @Test
    @DisplayName("T9: a file of an image belongs to an id beyond the user's range")
    void idOutsideTheRange() throws IOException {
        try (var user = RootlessUser.create()) {
            user.write(user.home().resolve("rootless.toml"), "schema = 1\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            image(user, 70000).expectFailure("lchown /file: invalid argument");
            told(user, "layer-id-outside", "lchown /file: invalid argument");
            var doctor = user.rootlessctl("doctor", "-f", "rootless.toml").expect(2).out();
            assertTrue(doctor.contains("id-map.size = 131072"), doctor);
        }
    }

    @Test
    @DisplayName("T10: the data root's file system does not let files be given to subordinate ids, as NFS")
    void dataRootThatKnowsNoIds() throws IOException {
        try (var user = RootlessUser.create()) {
            program(user, "dockerd", "cat " + Project.ROOT.resolve("src/test/resources/dockerd-without-chown.py"));
            program(user, "dockerd-rootless.sh", "sed '1aPATH=$HOME/bin:$PATH' /usr/share/docker.io/contrib/dockerd-rootless.sh");
            user.write(user.home().resolve("rootless.toml"), "schema = 1\n");
            user.rootlessctl("apply", "-f", "rootless.toml").expect(0);
            image(user, 1).expectFailure("lchown /file: operation not permitted");
            told(user, "data-root-on-nfs", "lchown /file: operation not permitted");
        }
    }

    /** In the user's ~/bin, before those of the system. */
    private static void program(RootlessUser user, String name, String text) {
        user.run("sh", "-euc", "mkdir -p bin; " + text + " >bin/" + name + "; chmod 755 bin/" + name).expect(0);
    }

    private record Import(int exit, String said) {
        void expectFailure(String why) {
            assertTrue(exit != 0 && said.contains(why), said);
        }
    }

    /** Gives the daemon an image with one file that belongs to this id. */
    private static Import image(RootlessUser user, int owner) {
        user.run("sh", "-euc", "echo x >file; tar --owner=o:" + owner + " --group=g:" + owner + " -cf image.tar file").expect(0);
        var outcome = user.docker("import", "image.tar", "image");
        return new Import(outcome.exit(), outcome.out() + outcome.err());
    }

    /** First of all that is wrong, with the line that tells it, and more on it by its name. */
    private static void told(RootlessUser user, String code, String line) throws IOException {
        JsonNode first = new ObjectMapper().readTree(user.rootlessctl("doctor", "-f", "rootless.toml", "-o", "json").expect(2).out())
                .path("findings").path(0);
        assertEquals(code, first.path("code").asText(), first::toPrettyString);
        assertTrue(first.path("log").toString().contains(line), first::toPrettyString);
        assertTrue(user.rootlessctl("explain", code).expect(0).out().startsWith(code + ": "));
    }
}
