package io.rootlessctl.render;

import io.rootlessctl.apply.ApplyResult;
import io.rootlessctl.apply.ApplyResult.Afterwards;
import io.rootlessctl.apply.ApplyResult.Failure;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Secrets;
import io.rootlessctl.resource.Cause;
import io.rootlessctl.resource.Causes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The end of an apply: what failed and how the host is now, what is left for somebody else. */
public final class ApplyText {
    /** Of one failure: the words may be a program's. */
    private static final int MOST_LINES = 40;

    private final Style style;

    private ApplyText(Style style) {
        this.style = style;
    }

    /** The last line is the outcome; ends with a line end. */
    public static String render(ApplyResult result, Style style) {
        return render(result, "Applied", style);
    }

    /** @param done what it did, capitalised, {@code Taken back}; what was to be applied is {@code Applied} */
    public static String render(ApplyResult result, String done, Style style) {
        return new ApplyText(style).text(result, done);
    }

    private String text(ApplyResult result, String done) {
        var shared = new Sections(style);
        var failures = new ArrayList<String>();
        result.failures().forEach(failure -> failures.addAll(failure(failure)));
        return Sections.joined(List.of(
                shared.headed("Failed:", failures),
                shared.blocked(result.blocked()),
                shared.remedies(result.blocked()),
                shared.foreign(result.last().foreign()),
                shared.warnings(result.last().warnings()),
                Sections.unmanaged(result.last().unmanaged()),
                List.of(style.bold(outcome(result, done)))));
    }

    private List<String> failure(Failure failure) {
        var lines = new ArrayList<String>();
        lines.add("  " + style.red("x") + " " + style.bold(name(failure)));
        var message = Secrets.masked(failure.message()).lines().toList();
        message.stream().limit(MOST_LINES).forEach(line -> lines.add("      " + Shown.sentence(line)));
        if (message.size() > MOST_LINES) {
            lines.add("      ... and " + Sections.counted(message.size() - MOST_LINES, "line") + " more");
        }
        if (!failure.daemonLog().isEmpty()) {
            lines.add("      the daemon's last log lines:");
            failure.logEnd().forEach(line -> lines.add(("      | " + Sections.text(line)).stripTrailing()));
        }
        failure.cause().map(Causes.Match::cause).ifPresent(cause -> lines.addAll(cause(cause)));
        lines.add("      " + after(failure));
        return lines;
    }

    private static List<String> cause(Cause cause) {
        var lines = new ArrayList<String>();
        lines.add("      cause: " + Sections.text(cause.what()) + " (" + cause.code() + ")");
        lines.add("        " + Sections.text(cause.why()));
        cause.key().ifPresent(key -> key.lines().forEach(line -> lines.add("        in rootless.toml: " + Shown.line(line))));
        cause.asUser().forEach(command -> lines.add("        run: " + Shown.line(command)));
        cause.asRoot().forEach(command -> lines.add("        run as root: " + Shown.line(command)));
        return lines;
    }

    private static String name(Failure failure) {
        return ChangeText.name(failure.address(), failure.scope());
    }

    private static String after(Failure failure) {
        return switch (failure.afterwards()) {
            case UNTOUCHED -> "nothing was changed by it";
            case RESTORED -> failure.scope().user()
                    .map(user -> "put back: everything of " + Shown.line(user) + " is as it was before")
                    .orElse("put back: what this change had touched is as it was before");
            case PARTLY_RESTORED -> "put back: this part is as it was before, the others are taken back; run it again";
            case NOT_RESTORED -> "not put back: see `rootlessctl status` and `rootlessctl plan` for what is there now";
        };
    }

    private static String outcome(ApplyResult result, String done) {
        return switch (result.outcome()) {
            case CONVERGED -> "Converged: nothing to do.";
            case APPLIED -> done + ": " + counts(result) + ".";
            case BLOCKED -> done + ": " + counts(result) + "; " + result.blocked().size() + " blocked, see above.";
            case ROLLED_BACK -> "Rolled back: " + named(result) + " failed and was put back" + besides(result) + ".";
            case FAILED -> "Failed: " + failed(result) + besides(result) + ".";
        };
    }

    private static String named(ApplyResult result) {
        return String.join(", ", result.failures().stream().map(ApplyText::name).toList());
    }

    private static String failed(ApplyResult result) {
        return String.join(", ", result.failures().stream().map(failure ->
                name(failure) + (failure.afterwards() == Afterwards.RESTORED ? " (put back)" : "")).toList());
    }

    private static String besides(ApplyResult result) {
        var parts = new ArrayList<String>();
        if (!result.applied().isEmpty()) {
            parts.add(Sections.counted(result.applied().size(), "change") + " left applied: " + standing(result));
        }
        if (!result.blocked().isEmpty()) {
            parts.add(result.blocked().size() + " blocked");
        }
        return parts.isEmpty() ? "" : "; " + String.join("; ", parts);
    }

    /** Whose changes stand although another's failed: {@code 2 of the host, 3 of alice}. */
    private static String standing(ApplyResult result) {
        var scopes = new LinkedHashMap<Scope, Integer>();
        result.applied().forEach(change -> scopes.merge(change.scope(), 1, Integer::sum));
        return String.join(", ", scopes.entrySet().stream().map(entry ->
                entry.getValue() + " of " + entry.getKey().user().map(Shown::line).orElse("the host")).toList());
    }

    private static String counts(ApplyResult result) {
        var changes = Sections.counted(result.applied().size(), "change");
        return result.restarts() == 0 ? changes : changes + ", " + Sections.counted(result.restarts(), "restart");
    }
}
