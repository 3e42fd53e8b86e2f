package io.rootlessctl.cli;

import io.rootlessctl.host.Engine;
import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostLock;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.host.NearestFile;
import io.rootlessctl.host.Program;
import io.rootlessctl.host.PublishedPort;
import io.rootlessctl.host.RootlessKitInfo;
import io.rootlessctl.host.RootlessKitReply;
import io.rootlessctl.host.RootlessScript;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.RunningDaemon.IdMapping;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.PortSpec;
import io.rootlessctl.model.ProcessId;
import io.rootlessctl.model.Version;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For {@link Training} only: this host, as if it had a user with a running daemon and nothing on it were ever changed.
 * What is written is read back, and stays in memory but for {@link #keep}.
 *
 * @param root whether root is the caller, else the user
 * @param systemd whether systemd runs
 */
record Pretence(HostView real, boolean root, boolean systemd, Map<Path, FileText> files) {
    static final String USER = "rootlessctl-training";
    private static final Account ACCOUNT = new Account(USER, 60_001, 60_001, Path.of("/nowhere"), Path.of("/bin/bash"));
    private static final Account ROOT = new Account("root", 0, 0, Path.of("/root"), Path.of("/bin/bash"));
    private static final Path RUNTIME = ACCOUNT.home().resolve("run");
    private static final Path UNIT = ACCOUNT.home().resolve(".config/systemd/user/docker.service");
    private static final Path PROFILE = Path.of("/etc/apparmor.d/training");
    private static final List<Path> DEVICES = List.of(Path.of("/dev/net/tun"), Path.of("/dev/fuse"));
    private static final Pattern MTU = Pattern.compile("_MTU=\"?(\\d+)");
    private static final Instant LONG_AGO = Instant.EPOCH;
    private static final FileStatus DIRECTORY = new FileStatus(
            FileStatus.Type.DIRECTORY, 0755, ACCOUNT.uid(), ACCOUNT.gid(), 0);

    /** @param kept where {@link #keep} of another process has left its files, if it has */
    static Pretence of(HostView real, boolean root, boolean systemd, Path kept) throws IOException {
        var files = new HashMap<Path, FileText>();
        for (var path : List.of("/etc/subuid", "/etc/subgid")) {
            files.put(Path.of(path), file("0:300000:65536\n" + USER + ":100000:65536\nnobody:400000:10\n", 0644));
        }
        files.put(PROFILE, file("profile training /usr/bin/rootlesskit flags=(unconfined) {\n  userns,\n}\n", 0644));
        if (Files.isDirectory(kept)) {
            try (var all = Files.walk(kept)) {
                for (var path : all.toList()) {
                    files.put(Path.of("/").resolve(kept.relativize(path)), Files.isDirectory(path)
                            ? new FileText("", DIRECTORY, LONG_AGO) : file(Files.readString(path), 0600));
                }
            }
        }
        return new Pretence(real, root, systemd, files);
    }

    /** Leaves its files below a directory. */
    void keep(Path kept) throws IOException {
        for (var file : files.entrySet()) {
            var path = kept.resolve(Path.of("/").relativize(file.getKey()));
            boolean directory = file.getValue().status().type() == FileStatus.Type.DIRECTORY;
            Files.createDirectories(directory ? path : path.getParent());
            if (!directory) {
                Files.writeString(path, file.getValue().content());
            }
        }
    }

    HostView host() {
        return proxy(HostView.class, this::ask);
    }

    HostWriter writer() {
        return proxy(HostWriter.class, this::change);
    }

    private interface Answers {
        Object to(Method question, Object[] arguments) throws ReflectiveOperationException;
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (_, question, arguments) -> answers.to(question, arguments)));
    }

    private Object ask(Method question, Object[] arguments) throws ReflectiveOperationException {
        return switch (question.getName()) {
            case "root" -> root;
            case "systemd" -> systemd;
            // Not the real one's, which would answer all that follows.
            case "moment", "still" -> host();
            case "once" -> ((Supplier<?>) arguments[1]).get();
            case "now" -> LONG_AGO;
            case "caller" -> root ? ROOT : ACCOUNT;
            case "account" -> Observation.present(arguments[0].equals(USER) ? ACCOUNT : ROOT);
            case "directories" -> new UserDirectories(ACCOUNT.home(), RUNTIME, at(".config"), at(".local/share"),
                    at(".local/state"), at(".cache"));
            case "userUnit", "systemUnit" -> Observation.present(files.containsKey(UNIT)
                    ? new UserUnit("loaded", "active", "running", "enabled", false, Optional.of(UNIT), 7)
                    : new UserUnit("not-found", "inactive", "dead", "", false, Optional.empty(), 0));
            case "linger" -> Observation.present(true);
            case "daemon" -> Observation.present(daemon());
            case "engine" -> Observation.present(new Engine("26.1", at("data"), "vfs", "none", "local", true, false,
                    new TreeMap<>(Map.of("log-driver", "\"local\"", "storage-driver", "\"vfs\"",
                            "data-root", "\"" + at("data") + "\"")), List.of(new Container("a", "b", "always"))));
            case "rootlessKit" -> Observation.present(new RootlessKitInfo(
                    "1.1.1", "2.0.2", RUNTIME, 8, Optional.of("slirp4netns"), Optional.of("builtin")));
            case "publishedPorts" -> Observation.present(List.of(
                    new PublishedPort(1, PortSpec.parse("127.0.0.1:8080:80/tcp"))));
            case "text" -> text((Path) arguments[0]);
            case "systemFile" -> arguments[0].equals(PROFILE) ? text(PROFILE) : real(question, arguments);
            case "status" -> status((Path) arguments[0]);
            case "nearest" -> nearest((Path) arguments[0]);
            case "list" -> Observation.present(
                    files.keySet().stream().filter(file -> arguments[0].equals(file.getParent())).sorted().toList());
            case "program" -> program(question, arguments);
            case "version" -> arguments[0].equals("dockerd") ? Observation.present(Version.of(26, 1)) : real(question, arguments);
            default -> real(question, arguments);
        };
    }

    /** All are there, on whatever host this is, as a distribution names them; the search is learnt all the same. */
    private Observation<Program> program(Method question, Object[] arguments) throws ReflectiveOperationException {
        real(question, arguments);
        return arguments[0].equals(RootlessScript.ROOTLESSKIT.getFirst()) ? Observation.absent()
                : Observation.present(new Program(Path.of("/usr/bin", (String) arguments[0]), true));
    }

    private static Path at(String below) {
        return ACCOUNT.home().resolve(below);
    }

    /** As one is that was restarted after the last change. */
    private RunningDaemon daemon() {
        return new RunningDaemon(new ProcessId(7, 7), List.of("rootlesskit", "--net=slirp4netns", "--mtu=" + mtu(),
                "--port-driver=builtin", "/usr/bin/dockerd-rootless.sh"), new TreeMap<>(Map.of("HOME", "/nowhere")),
                Optional.of(new ProcessId(8, 8)), List.of("dockerd"), LONG_AGO.plusSeconds(1), false,
                List.of(new IdMapping(0, 60_001, 1), new IdMapping(1, 100_000, 65_536)),
                new TreeSet<>(List.of("mnt", "net", "user")), Optional.of(RUNTIME), Optional.empty());
    }

    private String mtu() {
        return files.entrySet().stream().filter(file -> file.getKey().toString().matches(".*/(rootless.env|override.conf)"))
                .map(file -> MTU.matcher(file.getValue().content())).filter(Matcher::find).map(found -> found.group(1))
                .findFirst().orElse("1500");
    }

    private Observation<FileText> text(Path path) {
        if (files.containsKey(path)) {
            return Observation.present(files.get(path));
        }
        return ours(path) ? Observation.absent() : real.text(path, real.caller());
    }

    private Observation<FileStatus> status(Path path) {
        // Open or not, on whatever host this is.
        return DEVICES.contains(path) ? Observation.present(new FileStatus(FileStatus.Type.DEVICE, 0666, 0, 0, 0))
                : ACCOUNT.home().startsWith(path) ? Observation.present(DIRECTORY)
                : ours(path) ? text(path).map(FileText::status) : real.status(path, real.caller());
    }

    private Observation<NearestFile> nearest(Path path) {
        var status = status(path);
        return status instanceof Observation.Absent<FileStatus>() ? nearest(path.getParent())
                : status.map(found -> new NearestFile(path, found));
    }

    private static boolean ours(Path path) {
        return path.startsWith(ACCOUNT.home()) || path.startsWith("/var") || path.startsWith("/root");
    }

    private Object real(Method question, Object[] arguments) throws ReflectiveOperationException {
        var asRealUser = arguments == null ? null : arguments.clone();
        for (int i = 0; asRealUser != null && i < asRealUser.length; i++) {
            asRealUser[i] = asRealUser[i] instanceof Account ? real.caller() : asRealUser[i];
        }
        try {
            return question.invoke(real, asRealUser);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object change(Method change, Object[] arguments) {
        return switch (change.getName()) {
            case "writeFile" -> files.put((Path) arguments[0], file((String) arguments[1], (int) arguments[2]));
            case "makeDirectory" -> files.put((Path) arguments[0], new FileText("", DIRECTORY, LONG_AGO));
            case "removeFile" -> files.remove((Path) arguments[0]);
            case "lock" -> (HostLock) () -> { };
            case "ask" -> new RootlessKitReply.NoSocket("no such file");
            default -> null;
        };
    }

    private static FileText file(String content, int mode) {
        return new FileText(content, new FileStatus(FileStatus.Type.FILE, mode, ACCOUNT.uid(), ACCOUNT.gid(), content.length()), LONG_AGO);
    }
}
