package io.rootlessctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules for main sources that a compiler does not check, applied to one source file's text. */
final class SourceRules {
    /** Highest first: a package may use those after it, never one before it. */
    static final List<String> LAYERS = List.of(
            "cli", "render.report", "render", "apply", "plan", "resource", "host.linux.write", "host.linux", "host", "manifest", "edit",
            "model");
    static final int LONGEST_FILE = 250;

    private static final Set<String> VAGUE_WORDS =
            Set.of("Manager", "Helper", "Util", "Utils", "Impl", "Handler", "Processor", "Data", "Info");
    /** Named by others: the keys {@code data-root} and {@code manager}, and RootlessKit's {@code /v1/info}. */
    private static final Pattern GIVEN_NAMES = Pattern.compile("DataRoot|ManagerChoice|RootlessKitInfo");

    private static final Pattern COMMENT_OR_LITERAL = Pattern.compile(
            "(?s)\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|(//[^\\n]*|/\\*.*?\\*/)");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern OWN_REFERENCE = Pattern.compile("\\bio\\.rootlessctl((?:\\.[a-z]\\w*)*)\\.(?=[A-Z*])");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?(?:module )?([\\w.]+)");
    private static final Pattern NAME_IMPORTED = Pattern.compile("(?m)^import (?:static )?[\\w.]+\\.(\\w+);$");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record)\\s+([A-Z]\\w*)");
    private static final Map<Pattern, String> FORBIDDEN_EVERYWHERE = Map.of(
            Pattern.compile("getRuntime\\(\\)\\s*\\.\\s*exec\\b"),
                    "starts a process with Runtime.exec; host.linux runs commands",
            Pattern.compile("\"(?:[\\w/]*/)?(?:ba|da|z)?sh\"\\s*,\\s*\"-\\w*c\""),
                    "builds a shell string; pass an argument list");
    private static final Map<Pattern, String> FORBIDDEN_BELOW_CLI = Map.of(
            Pattern.compile("\\bSystem\\s*\\.\\s*getenv\\b"),
                    "reads the environment; only cli may, and passes values down",
            Pattern.compile("\\bSystem\\s*\\.\\s*exit\\b"),
                    "ends the process; only cli may");

    private final String path;
    private final String text;
    /** Without comments. */
    private final String code;
    /** Without comments and without the insides of literals. */
    private final String bare;
    private final String layer;
    private final List<String> violations = new ArrayList<>();

    private SourceRules(String path, String text) {
        this.path = path;
        this.text = text;
        this.code = COMMENT_OR_LITERAL.matcher(text).replaceAll(SourceRules::withoutComment);
        this.bare = COMMENT_OR_LITERAL.matcher(code).replaceAll("\"\"");
        var name = PACKAGE.matcher(bare).results().map(found -> found.group(1)).findFirst().orElse("(none)");
        this.layer = name.startsWith("io.rootlessctl.") ? name.substring("io.rootlessctl.".length()) : name;
    }

    /** One line for each broken rule, beginning with the path; empty when there is none. */
    static List<String> violations(String path, String text) {
        var rules = new SourceRules(path, text);
        rules.checkLength();
        rules.checkDependencies();
        rules.checkModelImports();
        rules.checkTypeNames();
        rules.checkForbiddenCode();
        return List.copyOf(rules.violations);
    }

    /** Of a test's, too. A name that only a comment has is one that the comment links to. */
    static List<String> unusedImports(String path, String text) {
        var body = NAME_IMPORTED.matcher(text).replaceAll("");
        return NAME_IMPORTED.matcher(text).results().map(found -> found.group(1))
                .filter(name -> !Pattern.compile("\\b" + name + "\\b").matcher(body).find())
                .map(name -> path + ": imports " + name + " and does not use it").toList();
    }

    private static String withoutComment(MatchResult found) {
        return java.util.regex.Matcher.quoteReplacement(found.group(1) == null ? found.group() : " ");
    }

    private void checkLength() {
        long lines = text.lines().count();
        if (lines > LONGEST_FILE) {
            report("has " + lines + " lines, more than " + LONGEST_FILE + "; split it by what changes together");
        }
    }

    private void checkDependencies() {
        if (!LAYERS.contains(layer)) {
            report("is in package " + layer + ", which is no layer; give it a place in SourceRules.LAYERS");
            return;
        }
        OWN_REFERENCE.matcher(bare).results()
                .map(found -> found.group(1).isEmpty() ? "(root)" : found.group(1).substring(1))
                .distinct()
                .forEach(this::checkDependency);
    }

    private void checkDependency(String used) {
        if (used.equals(layer)) {
            return;
        }
        if (!LAYERS.contains(used)) {
            report("uses package " + used + ", which is no layer; give it a place in SourceRules.LAYERS");
        } else if (LAYERS.indexOf(used) < LAYERS.indexOf(layer)) {
            report(layer + " uses " + used + ", which is above it; dependencies point down: "
                    + String.join(" > ", LAYERS));
        } else if (used.startsWith("host.linux") && !layer.equals("cli") && !layer.startsWith("host.linux")) {
            report(layer + " uses " + used + "; only cli may, everyone else asks the interfaces of host");
        }
    }

    private void checkModelImports() {
        if (layer.equals("model")) {
            names(IMPORT).filter(name -> !name.startsWith("java.") && !name.startsWith("io.rootlessctl."))
                    .forEach(name -> report("imports " + name + "; model knows only java.*"));
        }
    }

    private void checkTypeNames() {
        names(TYPE).forEach(name -> Stream.of(GIVEN_NAMES.matcher(name).replaceAll("").split("(?=[A-Z])"))
                .filter(VAGUE_WORDS::contains).findFirst().ifPresent(word ->
                        report("type " + name + " is named " + word + "; name what it is or does")));
    }

    private void checkForbiddenCode() {
        FORBIDDEN_EVERYWHERE.forEach((pattern, what) -> checkAbsent(pattern, code, what));
        if (!layer.equals("cli")) {
            FORBIDDEN_BELOW_CLI.forEach((pattern, what) -> checkAbsent(pattern, bare, what));
        }
    }

    private void checkAbsent(Pattern pattern, String where, String what) {
        if (pattern.matcher(where).find()) {
            report(what);
        }
    }

    private Stream<String> names(Pattern pattern) {
        return pattern.matcher(bare).results().map(found -> found.group(1));
    }

    private void report(String what) {
        violations.add(path + ": " + what);
    }
}
