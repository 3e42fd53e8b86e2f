package io.rootlessctl.resource;

import io.rootlessctl.edit.JsonText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.Existing;
import io.rootlessctl.model.PathText;
import io.rootlessctl.model.PortSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a daemon.json makes the API answer, as rootless.toml would declare it: one Unix socket, and one TCP address with
 * the files of its certificates. What RootlessKit forwards to that address is what is listened on.
 */
record ExistingExposure(Declaration.User user, JsonText json, HostView host) {
    private static final String SECTION = "expose.tcp";
    private static final Pattern ADDRESS = Pattern.compile("\"(unix|tcp)://([^\"\\\\]+)\"");
    private static final List<String> FILES = List.of("tlscacert", "tlscert", "tlskey");

    /** The values, or why they cannot be said; nothing where the file says nothing of it. */
    List<Existing> all(String source) {
        var hosts = json.value("hosts").orElse("[]");
        var addresses = ADDRESS.matcher(hosts).results().toList();
        var sockets = of("unix", addresses);
        var tcp = of("tcp", addresses);
        var found = new ArrayList<Existing>();
        published().filter(port -> tcp.stream().noneMatch(address -> leads(port, address))).forEach(port ->
                found.add(user.foreign("-p " + port + " on rootlesskit's command line")));
        boolean said = hosts.replaceAll(ADDRESS.pattern(), "").matches("\\[,*]") && sockets.size() <= 1 && tcp.size() <= 1
                && (tcp.isEmpty() || sockets.size() == 1);
        var tls = tcp.isEmpty() ? Optional.of(List.<Existing>of()) : tls(source);
        if (!said || tls.isEmpty()) {
            found.add(user.foreign(source + ": hosts" + (tls.isEmpty() ? ", on TCP and without tlsverify" : "")));
            return found;
        }
        sockets.forEach(socket -> PathText.absolute(socket)
                .ifPresent(path -> found.add(user.found("daemon", "socket", user.written(path), source))));
        tcp.forEach(address -> found.add(user.found(SECTION, "listen", listen(address), source)));
        found.addAll(tls.get());
        return found;
    }

    private static List<String> of(String scheme, List<MatchResult> addresses) {
        return addresses.stream().filter(found -> found.group(1).equals(scheme)).map(found -> found.group(2)).toList();
    }

    /** The address of the host that is forwarded to where dockerd listens; that one itself where nothing is. */
    private String listen(String address) {
        return published().filter(spec -> leads(spec, address)).findFirst()
                .map(spec -> (spec.parentIp().indexOf(':') < 0 ? spec.parentIp() : "[" + spec.parentIp() + "]") + ":"
                        + spec.parentPort()).orElse(address);
    }

    private static boolean leads(PortSpec spec, String address) {
        return address.endsWith(":" + spec.childPort());
    }

    private Stream<PortSpec> published() {
        return host.daemon(user.account()).found().stream().flatMap(ExistingExposure::published);
    }

    /** What RootlessKit has forwarded since its start. */
    static Stream<PortSpec> published(RunningDaemon running) {
        return running.published().stream().flatMap(ExistingExposure::spec);
    }

    private static Stream<PortSpec> spec(String text) {
        try {
            return Stream.of(PortSpec.parse(text));
        } catch (IllegalArgumentException notRootlessKits) {
            // A word that RootlessKit refuses forwards nothing.
            return Stream.of();
        }
    }

    /** Empty where nobody has said that TLS is not wanted, and there is none: dockerd takes it, the manifest does not. */
    private Optional<List<Existing>> tls(String source) {
        if (json.value("tls").filter("false"::equals).isPresent()) {
            return Optional.of(List.of(user.found(SECTION, "tls", "off", source)));
        }
        var files = FILES.stream().flatMap(key -> json.textAt(key).stream()).map(Path::of).toList();
        if (json.value("tlsverify").filter("true"::equals).isEmpty() || files.size() < FILES.size()) {
            return Optional.empty();
        }
        var generated = Certificates.order(user, host).directory();
        return Optional.of(files.stream().allMatch(file -> file.startsWith(generated))
                ? List.of(user.found(SECTION, "tls", "generate", source))
                : List.of(file("ca", files.get(0), source), file("cert", files.get(1), source),
                        file("key", files.get(2), source)));
    }

    private Existing file(String name, Path path, String source) {
        return user.found(SECTION + ".tls", name, user.written(path), source);
    }
}
