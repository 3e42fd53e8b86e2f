package io.rootlessctl.render;

import io.rootlessctl.model.Address;
import io.rootlessctl.model.Finding.ByApply;
import io.rootlessctl.model.Finding;
import io.rootlessctl.model.Secrets;
import io.rootlessctl.plan.Diagnosis;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the doctor found, for people: numbered, the most fundamental first, each with why it is so, what of the daemon's
 * log says it, and what mends it.
 */
public final class DiagnosisText {
    private static final String INDENT = "     ";
    private static final int LONGEST_LINE = 300;

    private final Style style;
    private final String apply;

    private DiagnosisText(Style style, String apply) {
        this.style = style;
        this.apply = apply;
    }

    /** @param apply the command line that applies the same manifest */
    public static String render(Diagnosis diagnosis, String apply, Style style) {
        return new DiagnosisText(style, apply).text(diagnosis);
    }

    private String text(Diagnosis diagnosis) {
        var wrong = diagnosis.findings().stream().filter(Finding::wrong).toList();
        var sections = new ArrayList<List<String>>();
        for (int i = 0; i < wrong.size(); i++) {
            sections.add(entry(i + 1, wrong.get(i)));
        }
        sections.add(follows(diagnosis.follows()));
        sections.add(advice(diagnosis.findings().stream().filter(finding -> !finding.wrong()).toList()));
        sections.add(List.of(style.bold(summary(wrong))));
        return Sections.joined(sections);
    }

    private List<String> entry(int number, Finding finding) {
        var lines = new ArrayList<String>();
        lines.add(String.format("%3d. ", number) + style.red(style.bold(Shown.line(headline(finding)))) + "  "
                + Sections.text(what(finding)));
        new DiffText(style).lines(finding.diff()).forEach(line -> lines.add("   " + line));
        if (!finding.why().isEmpty()) {
            lines.add(INDENT + Sections.text(finding.why()));
        }
        finding.log().forEach(line -> lines.add(INDENT + style.dim("log: " + logged(Secrets.masked(line)))));
        lines.addAll(mend(finding));
        return lines;
    }

    /** RootlessKit's lines begin with all that it was given, and end with what went wrong. */
    private static String logged(String line) {
        int cut = line.length() - LONGEST_LINE;
        return Shown.line(cut > 0 ? "…" + line.substring(cut) : line);
    }

    /** The user's name where the code does not tell it. */
    private static String headline(Finding finding) {
        return finding.code() + finding.scope().user().filter(user -> !finding.code().contains("[" + user + "]"))
                .map(user -> " of " + user).orElse("");
    }

    /** With the name under which there is more on it. */
    private static String what(Finding finding) {
        return finding.what() + finding.cause().map(code -> " (" + code + ")").orElse("");
    }

    private List<String> mend(Finding finding) {
        var mend = finding.mend();
        var lines = new ArrayList<String>();
        var user = finding.scope().user().orElse("the user");
        mend.asRoot().forEach(command -> lines.addAll(labelled("as root", command)));
        mend.asUser().forEach(command -> lines.addAll(labelled("as " + user, command)));
        mend.key().ifPresent(key -> lines.addAll(labelled("rootless.toml", key)));
        lines.addAll(labelled("apply", byApply(mend.byApply())));
        return lines;
    }

    private String byApply(ByApply byApply) {
        return switch (byApply) {
            case YES -> "mends it: " + apply;
            case AS_ROOT -> "mends it when root runs it: sudo " + apply;
            case ONCE_DECLARED -> "mends it once that is declared: " + apply;
            case NO -> "does not mend it";
        };
    }

    private List<String> labelled(String label, String text) {
        var lines = new ArrayList<String>();
        var first = INDENT + style.bold(Shown.line(label) + ":") + " ";
        text.lines().map(Shown::line).forEach(line -> lines.add((lines.isEmpty() ? first : INDENT) + line));
        return lines;
    }

    private List<String> follows(List<Address> follows) {
        return follows.isEmpty() ? List.of() : List.of("Held back by that: "
                + follows.stream().map(Address::toString).map(Shown::line).collect(Collectors.joining(", ")));
    }

    private List<String> advice(List<Finding> findings) {
        var lines = new ArrayList<String>();
        for (var finding : findings) {
            lines.add("  " + style.yellow(Shown.line(headline(finding))) + "  " + Sections.text(what(finding)));
            new DiffText(style).lines(finding.diff()).forEach(lines::add);
            lines.addAll(mended(finding));
        }
        return new Sections(style).headed("Worth knowing:", lines);
    }

    private List<String> mended(Finding finding) {
        return finding.helpless() ? List.of() : mend(finding);
    }

    private static String summary(List<Finding> wrong) {
        return wrong.isEmpty() ? "Healthy: nothing is wrong."
                : Sections.counted(wrong.size(), "problem") + (wrong.size() > 1 ? ", the most fundamental first" : "")
                        + ". More on one: rootlessctl explain " + Shown.line(quoted(wrong.getFirst().cause().orElse(wrong.getFirst().code())));
    }

    /** Brackets are the shell's. */
    private static String quoted(String code) {
        return code.contains("[") ? "'" + code + "'" : code;
    }
}
