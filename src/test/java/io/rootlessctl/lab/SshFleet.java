package io.rootlessctl.lab;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Hosts for Ansible: each a network namespace with an sshd of its own that lets in one {@link RootlessUser}, whose home,
 * daemon and rootlessctl's records are that host's. Named h1, h2, ...; they share this host's files and its kernel.
 *
 * <p>Also what ansible-playbook needs to reach them: its own home, the collection, the inventory.
 */
public final class SshFleet implements AutoCloseable {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");
    private static final int PORT = 2222;
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Path directory;
    private final boolean separationWasThere = Files.exists(PRIVILEGE_SEPARATION);
    private final List<RootlessUser> users = new ArrayList<>();
    private final List<Process> servers = new ArrayList<>();

    private SshFleet(Path directory) {
        this.directory = directory;
    }

    /** @param count of hosts; 0 for this host alone, which Ansible reaches without ssh */
    public static SshFleet create(int count) throws IOException {
        var fleet = new SshFleet(Files.createTempDirectory("rctl-fleet"));
        try {
            fleet.prepare(count);
            return fleet;
        } catch (IOException | AssertionError problem) {
            fleet.close();
            throw problem;
        }
    }

    private void prepare(int count) throws IOException {
        // sshd reads the keys as the user who wants in.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        var namespace = Files.createDirectories(directory.resolve("collections/ansible_collections/rootlessctl"));
        Files.createSymbolicLink(namespace.resolve("docker"), Project.ROOT.resolve("packaging/ansible"));
        Files.createDirectories(PRIVILEGE_SEPARATION);
        for (var key : List.of("key", "hostkey")) {
            Commands.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory.resolve(key).toString()).expect(0);
        }
        for (int number = 1; number <= count; number++) {
            var user = RootlessUser.create();
            users.add(user);
            // useradd locks an account without a password, also for keys.
            Commands.run("usermod", "-p", "*", user.name()).expect(0);
            servers.add(serve(number, user));
        }
        for (var server : servers) {
            await().atMost(Duration.ofSeconds(30)).until(() -> listens(server));
        }
    }

    private Process serve(int number, RootlessUser user) throws IOException {
        var settings = Files.writeString(directory.resolve("sshd." + number), """
                ListenAddress 127.0.0.1:%d
                HostKey %s/hostkey
                AuthorizedKeysFile %s/key.pub
                AllowUsers %s
                PasswordAuthentication no
                UsePAM no
                StrictModes no
                PidFile none
                Subsystem sftp internal-sftp
                """.formatted(PORT, directory, directory, user.name()));
        return new ProcessBuilder("unshare", "--net", "sh", "-euc", "ip link set lo up; exec \"$@\"", "sh",
                SSHD.toString(), "-D", "-e", "-f", settings.toString())
                .redirectErrorStream(true).redirectOutput(directory.resolve("sshd." + number + ".log").toFile()).start();
    }

    /** In the server's own network: what enters there keeps the process id. */
    private static boolean listens(Process server) {
        return Commands.run("nsenter", "--net=" + network(server), "busybox", "nc", "-w", "1", "127.0.0.1",
                Integer.toString(PORT)).out().startsWith("SSH-");
    }

    private static String network(Process server) {
        return "/proc/" + server.pid() + "/ns/net";
    }

    /** @param number from 1 */
    public RootlessUser user(int number) {
        return users.get(number - 1);
    }

    public Path directory() {
        return directory;
    }

    /** The hosts as an inventory, each with its user and this project's rootlessctl. */
    public Path inventory() throws IOException {
        var hosts = IntStream.rangeClosed(1, users.size()).mapToObj(number ->
                "h%d ansible_host=127.0.0.1 ansible_user=%s ansible_ssh_common_args='-o ProxyCommand=\"nsenter --net=%s "
                        .formatted(number, user(number).name(), network(servers.get(number - 1)))
                        + "busybox nc 127.0.0.1 " + PORT + "\"'");
        var text = hosts.collect(Collectors.joining("\n")) + """

                [all:vars]
                ansible_port=%d
                ansible_ssh_private_key_file=%s/key
                ansible_python_interpreter=/usr/bin/python3
                rootlessctl_executable=%s
                rootlessctl_controller_executable=%s
                """.formatted(PORT, directory, Project.LAUNCHER, Project.LAUNCHER);
        return Files.writeString(directory.resolve("hosts"), text);
    }

    /** Runs ansible-playbook in {@link #directory}; a quarter of an hour at most. */
    public Outcome playbook(String... arguments) {
        var command = new ArrayList<>(List.of("ansible-playbook"));
        command.addAll(List.of(arguments));
        return Commands.run(command, environment(), directory, "", LONGEST);
    }

    /** With which Ansible finds the collection, and nothing of whoever runs the tests. */
    public Map<String, String> environment() {
        return Map.of(
                "HOME", directory.toString(), "PATH", Project.PATH, "LANG", "C.UTF-8", "ANSIBLE_NOCOLOR", "1",
                "ANSIBLE_COLLECTIONS_PATH", directory.resolve("collections").toString(), "ANSIBLE_HOST_KEY_CHECKING", "False",
                "ANSIBLE_PIPELINING", "True", "ANSIBLE_FORKS", "3", "ANSIBLE_SSH_ARGS", "-o ControlMaster=no");
    }

    @Override
    public void close() throws IOException {
        servers.forEach(Process::destroy);
        users.forEach(RootlessUser::close);
        Trees.delete(directory);
        if (!separationWasThere) {
            Trees.delete(PRIVILEGE_SEPARATION);
        }
    }
}
