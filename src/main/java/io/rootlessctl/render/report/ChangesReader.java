package io.rootlessctl.render.report;

import io.rootlessctl.render.report.Changes.Entry;
import io.rootlessctl.render.report.Changes.Failure;
import io.rootlessctl.render.report.Changes.Field;
import io.rootlessctl.render.report.Changes.Foreign;
import io.rootlessctl.render.report.Changes.Note;
import java.util.ArrayList;
import java.util.List;

/** Reads what follows schema/plan.schema.json. */
final class ChangesReader {
    private ChangesReader() {}

    static Changes changes(Fields document) throws NotAReportException {
        var foreign = new ArrayList<Foreign>();
        for (var edit : document.objects("foreign")) {
            foreign.add(new Foreign(edit.text("address"), owner(edit), edit.text("field"), edit.optionalText("observed"),
                    edit.text("lastApplied")));
        }
        var warnings = new ArrayList<Note>();
        for (var warning : document.objects("warnings")) {
            warnings.add(new Note(warning.text("address"), owner(warning), warning.text("text")));
        }
        var failures = new ArrayList<Failure>();
        for (var failure : document.objects("failures")) {
            failures.add(new Failure(failure.text("address"), owner(failure), failure.text("message"),
                    failure.texts("daemonLog")));
        }
        return new Changes(document.text("command"), document.flag("converged"), entries(document.objects("changes")),
                entries(document.objects("blocked")), foreign, warnings, document.optionalText("result"), failures);
    }

    private static List<Entry> entries(List<Fields> objects) throws NotAReportException {
        var entries = new ArrayList<Entry>();
        for (var change : objects) {
            var action = change.text("action");
            var effect = change.text("effect");
            entries.add(new Entry(change.text("address"), owner(change), sign(action), action,
                    effect.equals("none") ? "" : effect, change.optionalText("reason").orElse(""), fields(change.objects("diff")),
                    change.texts("steps"), change.optionalText("why").orElse(""), change.texts("remedy")));
        }
        return entries;
    }

    private static List<Field> fields(List<Fields> diffs) throws NotAReportException {
        var fields = new ArrayList<Field>();
        for (var diff : diffs) {
            fields.add(new Field(diff.text("field"), diff.optionalText("observed"), diff.optionalText("desired"),
                    diff.optionalText("lastApplied")));
        }
        return fields;
    }

    private static String owner(Fields entry) throws NotAReportException {
        return entry.optionalText("user").orElse("host");
    }

    private static String sign(String action) {
        return switch (action) {
            case "create" -> "+";
            case "remove" -> "−";
            default -> "~";
        };
    }
}
