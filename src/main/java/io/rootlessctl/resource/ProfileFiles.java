package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The AppArmor profiles in /etc/apparmor.d, as far as they let one program make user namespaces. Understood are both
 * ways to begin a profile:
 *
 * <pre>
 * profile rootlesskit /usr/bin/rootlesskit flags=(unconfined) {
 * "/home/alice/bin/rootlesskit" flags=(unconfined) {
 * </pre>
 */
final class ProfileFiles {
    private static final Path DIRECTORY = Path.of("/etc/apparmor.d");
    private static final Path LOADED = Path.of("/sys/kernel/security/apparmor/profiles");
    private static final Pattern RULE = Pattern.compile("(?m)^\\s*userns\\b");

    /** @param name as the kernel lists it */
    record Profile(Path file, String name) {}

    private ProfileFiles() {}

    /** The distribution's rule: the path with dots for slashes, without the first one. */
    static HostFile own(Path program) {
        return new HostFile(DIRECTORY.resolve(program.toString().substring(1).replace('/', '.')));
    }

    static String text(Path program) {
        return """
                abi <abi/4.0>,
                include <tunables/global>

                "%s" flags=(unconfined) {
                  userns,

                  include if exists <local/%s>
                }
                """.formatted(program, own(program).path().getFileName());
    }

    /** The profile that is for the program; our own file's first. */
    static Optional<Profile> covering(Path program, HostView host) {
        var header = Pattern.compile(
                "(?m)^\\s*(?:profile\\s+(\\S+)\\s+)?\"?" + Pattern.quote(program.toString()) + "\"?\\s+[^\\n{]*\\{");
        return Optional.of(own(program).path()).stream()
                .flatMap(own -> Stream.concat(Stream.of(own), files(host).stream()))
                .flatMap(file -> profile(file, header, program, host).stream()).findFirst();
    }

    private static List<Path> files(HostView host) {
        return host.list(DIRECTORY, host.caller()).found().orElse(List.of());
    }

    private static Optional<Profile> profile(Path file, Pattern header, Path program, HostView host) {
        return host.text(file, host.caller()).found().map(FileText::content)
                .filter(text -> RULE.matcher(text).find())
                .flatMap(text -> header.matcher(text).results().findFirst())
                .map(match -> new Profile(file, Optional.ofNullable(match.group(1)).orElse(program.toString())));
    }

    /** Only root may read it; empty where it cannot be known. */
    static Optional<Boolean> loaded(Profile profile, HostView host) {
        return switch (host.text(LOADED, host.caller())) {
            case Observation.Present<FileText>(var file) -> Optional.of(
                    file.content().lines().anyMatch(line -> line.startsWith(profile.name() + " (")));
            case Observation.Absent<FileText> _ -> Optional.of(false);
            case Observation.Unreadable<FileText> _, Observation.Malformed<FileText> _ -> Optional.empty();
        };
    }
}
