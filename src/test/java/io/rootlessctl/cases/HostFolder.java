package io.rootlessctl.cases;

import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.Engine.Published;
import io.rootlessctl.host.Engine.Use;
import io.rootlessctl.host.FakeCertificates;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.host.Firewall;
import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.host.Listener;
import io.rootlessctl.host.Kernel.Cgroups;
import io.rootlessctl.host.Reach;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.model.CertificateOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlTable;

/** A fake host from the folder {@code host/} of a case; the format is in the README beside the cases. */
public final class HostFolder {
    private final Path folder;
    private final TomlTable facts;

    private HostFolder(Path folder, TomlTable facts) {
        this.folder = folder;
        this.facts = facts;
    }

    /** The usual host, where there is no such folder. */
    public static FakeHost load(Path folder) throws IOException {
        return open(folder).host();
    }

    /** What happens to a host later: files, users and daemons of the folder come to what is there. */
    public static void change(FakeHost host, Path folder) throws IOException {
        open(folder).change(host);
    }

    /** A host of facts alone; the usual one, where there is no such file. */
    static FakeHost file(Path file) throws IOException {
        return open(file.getParent().resolve("none"), file).host();
    }

    private static HostFolder open(Path folder) throws IOException {
        return open(folder, folder.resolve("host.toml"));
    }

    private static HostFolder open(Path folder, Path file) throws IOException {
        var facts = Toml.parse(Files.exists(file) ? Files.readString(file) : "");
        if (facts.hasErrors()) {
            throw new IOException(file + ": " + facts.errors());
        }
        return new HostFolder(folder, facts);
    }

    private FakeHost host() throws IOException {
        var host = facts.getBoolean("bare", () -> false) ? new FakeHost() : FakeHost.debian();
        host.withKernel(
                facts.getString("kernel", () -> "6.1.0-13-amd64"),
                Cgroups.valueOf(facts.getString("cgroups", () -> "v2").toUpperCase(Locale.ROOT)));
        change(host);
        return host;
    }

    private void change(FakeHost host) throws IOException {
        each("users", (name, uid) -> host.user(name, (Long) uid));
        if (facts.getBoolean("systemd", () -> false)) {
            host.withSystemd();
        }
        Optional.ofNullable(facts.getString("iptables")).map(Firewall::valueOf).ifPresent(host::firewall);
        each("file-systems", (path, type) -> host.fileSystem(path, type.toString()));
        each("networks", (network, device) -> host.network(network, device.toString()));
        host.addresses(facts.getArrayOrEmpty("addresses").toList().stream().map(Object::toString).toList());
        each("sysctl", (key, value) -> host.sysctl(key, value.toString()));
        Optional.ofNullable(facts.getArray("packages")).ifPresent(names ->
                names.toList().forEach(name -> host.install(name.toString())));
        each("programs", (path, program) -> program(host, path, program));
        each("directory-sub-ids", (user, range) -> directorySubIds(host, user, range.toString()));
        each("linger", (user, _) -> host.linger(user));
        each("no-manager", (user, _) -> host.withoutManager(user));
        each("capabilities", (path, text) -> host.capabilities(path, text.toString()));
        each("system-units", (name, state) -> {
            var words = state.toString().split(" ");
            host.systemUnit(name, words[0].equals("active"), words[1], words.length > 2 ? Long.parseLong(words[2]) : 0);
        });
        each("certificates", (path, made) -> certificates(host, path, (TomlTable) made));
        copy("root", host);
        each("files", (path, node) -> node(host, path, (TomlTable) node));
        containers(host);
        each("enabled", (user, _) -> host.enabled(user));
        each("daemons", (user, state) -> daemon(host, user, state.toString()));
        each("ports", (port, user) -> host.writer().publishByHand(user.toString(), port));
        each("listeners", (address, process) -> listener(host, address, process.toString()));
        copy("after", host);
        each("login-shells", (user, path) -> host.loginShell(user, path.toString()));
        each("remote-shell", (user, line) -> host.remoteShell(user, line.toString()));
        each("reach", (user, what) -> host.reach(user, Reach.valueOf(what.toString().toUpperCase(Locale.ROOT).replace('-', '_'))));
        each("logs", (user, name) -> host.logged(user, log(name.toString())));
        each("locks", (file, holder) -> host.writer().lockedBy(Path.of(file), holder.toString()));
        Optional.ofNullable(facts.getArray("fail")).ifPresent(range ->
                host.writer().fail(Math.toIntExact(range.getLong(0)), Math.toIntExact(range.getLong(1))));
        Optional.ofNullable(facts.getString("caller")).ifPresent(host::callAs);
    }

    /** One of those that real daemons have written. */
    private static List<String> log(String name) {
        try {
            return Files.readAllLines(Path.of("src/test/resources/observed/doctor", name + ".txt"));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private void each(String table, BiConsumer<String, Object> each) {
        Optional.ofNullable(facts.getTable(table)).ifPresent(entries ->
                new TreeMap<>(entries.toMap()).forEach(each));
    }

    /** A whole set of keys and certificates, as it was made on a day. */
    private static void certificates(FakeHost host, String path, TomlTable made) {
        var order = new CertificateOrder(Path.of(path), made.getString("holder", () -> "alice"),
                made.getArrayOrEmpty("names").toList().stream().map(Object::toString).toList());
        host.put(path, Type.DIRECTORY, "", 0700);
        host.put(order.bundle().toString(), Type.DIRECTORY, "", 0700);
        try {
            FakeCertificates.made(order, Instant.parse(made.getString("at") + "T00:00:00Z")).forEach((part, text) ->
                    host.put(order.at(part).toString(), Type.FILE, text, Optional.ofNullable(
                            made.getTableOrEmpty("modes").getString(List.of(part.file())))
                            .map(mode -> Integer.parseInt(mode, 8)).orElse(part.mode())));
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** {@code 100000+65536}, or nothing. */
    private static void directorySubIds(FakeHost host, String user, String range) {
        host.directorySubIds(user, Stream.of(range.split(" ")).filter(text -> !text.isEmpty())
                .map(text -> text.split("\\+"))
                .map(parts -> new SubIdRange(user, Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                .toArray(SubIdRange[]::new));
    }

    private static void program(FakeHost host, String path, Object program) {
        switch (program) {
            case Boolean there when !there -> host.without(path);
            case Long mode -> host.programMode(path, Integer.parseInt(mode.toString(), 8));
            default -> host.program(path, program.toString());
        }
    }

    private void copy(String tree, FakeHost host) throws IOException {
        var top = folder.resolve(tree);
        if (!Files.isDirectory(top)) {
            return;
        }
        try (var files = Files.walk(top)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                host.put("/" + top.relativize(file), Type.FILE, Files.readAllBytes(file), 0644);
            }
        }
    }

    /** What git cannot keep, and other modes and owners. */
    private static void node(FakeHost host, String path, TomlTable node) {
        var type = node.getString("type", () -> "file");
        if (type.equals("absent")) {
            host.without(path);
            return;
        }
        int mode = Integer.parseInt(node.getString("mode", () -> "0644"), 8);
        var content = node.getString("content", () -> "") + "x".repeat(Math.toIntExact(node.getLong("size", () -> 0L)));
        var bytes = content.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var kind = type.equals("fifo") ? Type.OTHER : Type.valueOf(type.toUpperCase(Locale.ROOT));
        var owner = Optional.ofNullable(node.getLong("owner"));
        if (owner.isPresent()) {
            host.put(path, kind, bytes, mode, owner.get());
        } else {
            host.put(path, kind, bytes, mode);
        }
    }

    private void containers(FakeHost host) {
        Optional.ofNullable(facts.getTable("containers")).ifPresent(users -> users.keySet().forEach(user ->
                users.getArrayOrEmpty(user).toList().forEach(entry -> {
                    var container = (TomlTable) entry;
                    host.container(user, new Container(
                            container.getString("name"), container.getString("image", () -> "app:1"),
                            container.getString("restart", () -> "no"),
                            container.getArrayOrEmpty("ports").toList().stream().map(port -> port.toString().split("/"))
                                    .map(port -> new Published(port[1], Integer.parseInt(port[0]))).toList(),
                            container.getArrayOrEmpty("uses").toList().stream()
                                    .map(use -> Use.valueOf(use.toString().toUpperCase(Locale.ROOT).replace('-', '_')))
                                    .collect(Collectors.toSet())));
                })));
    }

    /** {@code "127.0.0.1:8080/tcp" = "nginx 812 0"}: name, number and user; without the first two where only root may look. */
    private static void listener(FakeHost host, String address, String process) {
        var words = process.split(" ");
        int colon = address.lastIndexOf(':');
        var known = words.length < 3 ? Optional.<Listener.Process>empty()
                : Optional.of(new Listener.Process(Long.parseLong(words[1]), words[0]));
        host.listener(new Listener(
                address.substring(address.lastIndexOf('/') + 1), address.substring(0, colon),
                Integer.parseInt(address.substring(colon + 1, address.lastIndexOf('/'))),
                Long.parseLong(words[words.length - 1]), known));
    }

    private static void daemon(FakeHost host, String user, String state) {
        var writer = host.writer();
        if (state.equals("killed")) {
            writer.kill(user);
            return;
        }
        writer.startByHand(user, new TreeMap<>());
        switch (state) {
            case "running" -> { }
            case "upgraded" -> writer.upgrade(user);
            case "busy" -> writer.busy(user);
            case "starting" -> writer.starting(user);
            case "starting for an hour" -> {
                writer.starting(user);
                writer.pass(Duration.ofHours(1));
            }
            case "without dockerd" -> writer.killDockerd(user);
            default -> throw new IllegalArgumentException("daemons." + user + ": found \"" + state + "\"");
        }
    }
}
