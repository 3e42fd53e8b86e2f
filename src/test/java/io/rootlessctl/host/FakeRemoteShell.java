package io.rootlessctl.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.model.Account;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The docker client of a user's remote shell, which goes by variables and contexts as the real one. */
record FakeRemoteShell(FakeFiles files, FakePrograms programs, Account user, List<String> lines) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<Path> USUAL = Set.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"), Path.of("/bin"));

    RemoteShell answer() {
        var host = variable("DOCKER_HOST");
        var context = variable("DOCKER_CONTEXT");
        var endpoint = onPath() ? Optional.of(host.orElseGet(() -> endpoint(context))) : Optional.<String>empty();
        return new RemoteShell(host, context, endpoint, endpoint.isPresent() ? "" : "docker is not on its PATH",
                lines.stream().filter(line -> line.indexOf('=') < 0).findFirst().orElse(""));
    }

    /** Of what is set by hand, else by our block in the one file that this shell reads. */
    private Optional<String> variable(String name) {
        return lines.stream().filter(line -> line.startsWith(name + "=")).map(line -> line.substring(name.length() + 1))
                .findFirst().or(() -> startup().lines().filter(line -> line.startsWith("export " + name + "="))
                        .map(line -> line.substring(line.indexOf('=') + 1)).findFirst());
    }

    private boolean onPath() {
        return programs.find("docker", user.home()).map(Program::path).map(Path::getParent)
                .filter(directory -> USUAL.contains(directory) || startup().contains("PATH=" + directory)
                        || startup().contains("PATH " + directory)).isPresent();
    }

    private String startup() {
        return switch (user.shell().getFileName().toString()) {
            case "bash" -> text(".bashrc");
            case "zsh" -> text(".zshenv");
            case "fish" -> text(".config/fish/config.fish");
            default -> "";
        };
    }

    private String endpoint(Optional<String> named) {
        var context = named.orElseGet(() -> json(".docker/config.json").path("currentContext").asText("default"));
        return json(".docker/contexts/meta/" + sha256(context) + "/meta.json")
                .at("/Endpoints/docker/Host").asText("unix:///var/run/docker.sock");
    }

    private JsonNode json(String path) {
        try {
            return JSON.readTree(text(path).isEmpty() ? "{}" : text(path));
        } catch (JsonProcessingException _) {
            return JSON.createObjectNode();
        }
    }

    private String text(String path) {
        return files.content(user.home().resolve(path)).orElse("");
    }

    private static String sha256(String name) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
