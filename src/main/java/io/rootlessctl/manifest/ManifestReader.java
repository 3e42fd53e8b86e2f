package io.rootlessctl.manifest;

import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlVersion;

/**
 * Reads rootless.toml, TOML 1.0 in UTF-8 of at most 1 MiB:
 *
 * <pre>
 * schema = 1
 * [network]
 * mtu = 1500
 * [[users]]
 * name = "alice"
 * </pre>
 *
 * <p>Every problem is found in one go, but a text that is no TOML has only its syntax errors.
 */
public final class ManifestReader {
    private static final TomlParseOptions TOML_1_0 =
            TomlParseOptions.sourceless().withVersion(TomlVersion.V1_0_0);

    private ManifestReader() {}

    /** @param source the file as the user named it, for messages */
    public static Manifest read(String source, byte[] bytes) throws InvalidManifestException {
        var problems = new Problems(source);
        var text = SourceText.decode(bytes, problems);
        problems.throwIfAny();
        return read(text, problems);
    }

    /** @param source the file as the user named it, for messages */
    public static Manifest read(String source, String text) throws InvalidManifestException {
        var problems = new Problems(source);
        SourceText.refuseTooLong(text.length(), problems);
        problems.throwIfAny();
        return read(text, problems);
    }

    private static Manifest read(String text, Problems problems) throws InvalidManifestException {
        var manifest = ManifestDecoder.decode(root(toml(text, problems), problems));
        problems.throwIfAny();
        return manifest;
    }

    /** Any file in TOML, whatever its keys. */
    static TomlParseResult toml(String source, byte[] bytes) throws InvalidManifestException {
        var problems = new Problems(source);
        var text = SourceText.decode(bytes, problems);
        problems.throwIfAny();
        return toml(text, problems);
    }

    private static TomlParseResult toml(String text, Problems problems) throws InvalidManifestException {
        var toml = Toml.parse(SourceText.withoutMark(text), TOML_1_0);
        toml.errors().forEach(error -> report(error, problems));
        problems.throwIfAny();
        return toml;
    }

    static Table root(TomlParseResult toml, Problems problems) {
        return new Table(Entries.of("", TomlPosition.positionAt(1, 1), toml), problems);
    }

    private static void report(TomlParseError error, Problems problems) {
        var message = error.getMessage();
        problems.add(error.position(), "", Character.toLowerCase(message.charAt(0)) + message.substring(1), "");
    }
}
