package io.rootlessctl.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A real sshd on a loopback port, with a configuration, host key and log of its own below a temporary directory. */
public final class SshServer implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final Process process;

    private SshServer(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    public static SshServer start() throws IOException {
        var directory = Files.createTempDirectory("rootlessctl-sshd");
        // Where sshd gives up its rights; a distribution's start-up script makes it.
        Commands.run("mkdir", "-p", "/run/sshd").expect(0);
        Commands.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory.resolve("host").toString()).expect(0);
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var config = directory.resolve("sshd_config");
        Files.write(config, List.of("ListenAddress 127.0.0.1", "Port " + port, "HostKey " + directory.resolve("host"),
                "PidFile none", "UsePAM no", "PasswordAuthentication no", "StrictModes no", "Subsystem sftp internal-sftp",
                "Include /etc/ssh/sshd_config.d/*.conf"));
        var sshd = Commands.run("which", "sshd").expect(0).out().strip();
        var process = new ProcessBuilder(sshd, "-D", "-e", "-f", config.toString()).redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile()).start();
        var server = new SshServer(directory, port, process);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(server::listens);
        return server;
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (IOException _) {
            // Not yet.
            return false;
        }
    }

    /** Lets one user in as the other, with a fresh key and no question asked. */
    public void admit(RootlessUser client, RootlessUser to) {
        var key = client.home().resolve(".ssh/key");
        client.run("mkdir", "-p", "-m", "700", client.home().resolve(".ssh").toString()).expect(0);
        client.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()).expect(0);
        client.write(client.home().resolve(".ssh/config"),
                "IdentityFile " + key + "\nStrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n");
        to.write(to.home().resolve(".ssh/authorized_keys"), client.read(Path.of(key + ".pub")));
        // An account with a locked password is closed to keys, too.
        Commands.run("usermod", "-p", "*", to.name()).expect(0);
    }

    public int port() {
        return port;
    }

    public String url(RootlessUser user) {
        return "ssh://" + user.name() + "@127.0.0.1:" + port;
    }

    @Override
    public void close() {
        try {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor();
            Trees.delete(directory);
        } catch (IOException problem) {
            throw new AssertionError(directory + " could not be removed", problem);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
