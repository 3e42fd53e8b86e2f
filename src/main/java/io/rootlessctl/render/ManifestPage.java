package io.rootlessctl.render;

import io.rootlessctl.manifest.KeyReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

/** The manual's page of rootless.toml: what the schema says of every key, and two of the examples. */
public final class ManifestPage {
    private static final String EXAMPLES = "/io/rootlessctl/examples/";
    private static final List<String> SHOWN = List.of("workstation.toml", "quickstart.toml");

    private final Roff page;

    private ManifestPage(LocalDate date, String source) {
        page = new Roff("rootless.toml", 5, date, source);
    }

    /** @param source the program and its version */
    public static String of(LocalDate date, String source) {
        var page = new ManifestPage(date, source);
        page.introduction();
        page.page.section("KEYS");
        var top = KeyReference.keys().stream().filter(key -> !key.contains(".")).map(ManifestPage::reference).toList();
        top.stream().filter(key -> !isTable(key)).forEach(page::key);
        top.stream().filter(ManifestPage::isTable).forEach(page::table);
        page.examples();
        page.page.section("SEE ALSO");
        page.page.written(Roff.bold("rootlessctl") + "(1), " + Roff.bold("rootlessctl-explain") + "(1), "
                + Roff.bold("rootlessctl-validate") + "(1), " + Roff.bold("dockerd") + "(8)");
        return page.page.toString();
    }

    private static KeyReference reference(String key) {
        return KeyReference.of(key).orElseThrow();
    }

    private void introduction() {
        page.name("rootless.toml", "how a host is to run rootless Docker");
        page.section("DESCRIPTION");
        page.paragraph(KeyReference.about());
        page.paragraph("Every key but `schema` is optional. `rootlessctl plan` shows what a file would change, `rootlessctl "
                + "validate` checks the file alone, and `rootlessctl explain KEY` tells what this page says of one key.");
        page.paragraph("In paths `~`, `$HOME`, `$UID`, `$USER` and `$XDG_*` stand for those of the user whom the file is "
                + "applied to.");
    }

    private static boolean isTable(KeyReference key) {
        return !key.below().isEmpty() || key.type().equals("object");
    }

    /** Its own keys before the tables in it, as a file has to have them. */
    private void table(KeyReference table) {
        page.subsection(table.type().equals("array") ? "[[" + table.key() + "]]" : "[" + table.key() + "]");
        page.paragraph(table.text() + example(table));
        var below = table.below().stream().filter(KeyReference.keys()::contains).map(ManifestPage::reference).toList();
        below.stream().filter(key -> !isTable(key)).forEach(this::key);
        below.stream().filter(ManifestPage::isTable).forEach(this::table);
    }

    private void key(KeyReference key) {
        var text = new StringBuilder(key.text());
        if (!key.type().isEmpty()) {
            text.append(" Type: ").append(key.type()).append('.');
        }
        if (!key.values().isEmpty()) {
            text.append(" Values: ").append(String.join(", ", key.values())).append('.');
        }
        key.standard().ifPresent(value -> text.append(" Default: ").append(value).append('.'));
        page.tagged(Roff.bold(name(key)), text + example(key));
    }

    private static String example(KeyReference key) {
        return key.examples().isEmpty() ? "" : " Example: `" + name(key) + " = " + key.examples().getFirst() + "`.";
    }

    private static String name(KeyReference key) {
        return key.key().substring(key.key().lastIndexOf('.') + 1);
    }

    private void examples() {
        page.section("EXAMPLES");
        for (var file : SHOWN) {
            page.subsection(file);
            page.example(text(file).lines().filter(line -> !line.startsWith("#:")).toList());
        }
    }

    private static String text(String file) {
        try (var in = ManifestPage.class.getResourceAsStream(EXAMPLES + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
