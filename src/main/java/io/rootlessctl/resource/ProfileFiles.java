package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
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
public final class ProfileFiles {
    private static final Path DIRECTORY = Path.of("/etc/apparmor.d");
    private static final Path LOADED = Path.of("/sys/kernel/security/apparmor/profiles");
    /** After the line that begins a profile. */
    private static final String ADDED = "\n  userns,";
    /** {@code all} is every rule there is. */
    private static final Pattern RULE = Pattern.compile("(?m)^\\s*(?:audit\\s+)?(?:allow\\s+)?(?:userns\\b|all\\s*,)");
    private static final Pattern DENIAL = Pattern.compile("(?m)^\\s*(?:audit\\s+)?deny\\s+(?:userns\\b|all\\s*,)");
    /** Older rules, and those that name no version, know nothing of user namespaces and forbid none. */
    private static final Pattern KNOWS_NAMESPACES = Pattern.compile("(?m)^\\s*abi\\s+<?\"?abi/[4-9]");
    private static final Pattern NOT_ENFORCED = Pattern.compile("flags\\s*=\\s*\\([^)]*(?:unconfined|complain)");

    private static final Pattern HEADER = Pattern.compile("(?m)^\\s*(?:profile\\s+)?\"?([^\\s\"{#]+)\"?[^\\n{]*\\{");

    /** @param name as the kernel lists it */
    record Profile(Path file, String name) {}

    /**
     * A profile that is enforced and lets the program make no user namespaces.
     *
     * @param mended the file's text with the missing rule; empty where that does not do: where a rule says deny, which no
     *     other outdoes, and where the file is a link
     * @param denied whether a rule says deny
     */
    record Forbidding(Profile profile, Optional<String> mended, boolean denied) {}

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
        return about(program, host).filter(headed -> allows(headed.text())).map(headed -> headed.profile(program)).findFirst();
    }

    static Optional<Forbidding> forbidding(Path program, HostView host) {
        return about(program, host)
                .filter(headed -> !allows(headed.text()) && KNOWS_NAMESPACES.matcher(headed.text()).find()
                        && !NOT_ENFORCED.matcher(headed.header().group()).find()
                        && loaded(headed.profile(program), host).orElse(true))
                .map(headed -> new Forbidding(headed.profile(program), headed.mended()
                        .filter(_ -> host.text(headed.file(), host.caller()).found().isPresent()), headed.denies())).findFirst();
    }

    /** The file's text without the rule that was added to it; empty where that is not there as it was added. */
    static Optional<String> unmended(Path program, Path file, HostView host) {
        return about(program, host).filter(headed -> headed.file().equals(file))
                .flatMap(headed -> headed.unmended().stream()).findFirst();
    }

    private static boolean allows(String text) {
        return RULE.matcher(text).find() && !DENIAL.matcher(text).find();
    }

    /** A file and the line in it that begins the program's profile. */
    private record Headed(Path file, String text, MatchResult header) {

        Profile profile(Path program) {
            return new Profile(file, Optional.ofNullable(header.group(1)).orElse(program.toString()));
        }

        boolean denies() {
            return DENIAL.matcher(text).find();
        }

        Optional<String> mended() {
            return denies() ? Optional.empty()
                    : Optional.of(text.substring(0, header.end()) + ADDED + text.substring(header.end()));
        }

        Optional<String> unmended() {
            return text.startsWith(ADDED, header.end())
                    ? Optional.of(text.substring(0, header.end()) + text.substring(header.end() + ADDED.length()))
                    : Optional.empty();
        }
    }

    private static Stream<Headed> about(Path program, HostView host) {
        var header = Pattern.compile(
                "(?m)^\\s*(?:profile\\s+(\\S+)\\s+)?\"?" + Pattern.quote(program.toString()) + "\"?\\s+[^\\n{]*\\{");
        return Stream.concat(Stream.of(own(program).path()), files(host).stream())
                .flatMap(file -> host.systemFile(file).found().map(FileText::content).stream()
                        // Hardly any is about it, and the expression would look at each line.
                        .filter(text -> text.contains(program.toString()))
                        .flatMap(text -> header.matcher(text).results().map(match -> new Headed(file, text, match))));
    }

    private static List<Path> files(HostView host) {
        return host.list(DIRECTORY, host.caller()).found().orElse(List.of());
    }

    /** Whether the kernel has the file's profile, the first of several; not where neither can be read. */
    public static boolean loaded(Path file, HostView host) {
        return host.text(file, host.caller()).found().map(FileText::content)
                .flatMap(text -> HEADER.matcher(text).results().findFirst())
                .flatMap(header -> loaded(new Profile(file, header.group(1)), host)).orElse(false);
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
