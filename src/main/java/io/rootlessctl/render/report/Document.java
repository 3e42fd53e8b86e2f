package io.rootlessctl.render.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.rootlessctl.edit.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One JSON output of rootlessctl, as far as a page shows it.
 *
 * <p>A status has {@code users} and no {@code command}; of the others {@code command} says which it is.
 */
sealed interface Document {
    /** The commands whose outputs follow schema/plan.schema.json. */
    Set<String> WITH_CHANGES = Set.of("plan", "drift", "apply", "rollback", "uninstall");

    /** What {@code status -o json} prints. */
    record Daemons(List<Daemon> daemons, List<String> unsettled) implements Document {
        public Daemons {
            daemons = List.copyOf(daemons);
            unsettled = List.copyOf(unsettled);
        }
    }

    /** What a plan, or what came of it, is. */
    record Planned(Changes changes, List<String> unsettled) implements Document {
        public Planned {
            unsettled = List.copyOf(unsettled);
        }
    }

    /**
     * @param id what the document's pictures are called by, no other document of the page has it
     * @throws NotAReportException when it is no JSON, or no output that pages are made from
     */
    static Document parse(String text, String id) throws NotAReportException {
        var fields = root(text);
        var version = fields.text("formatVersion");
        if (!version.matches("1\\.\\d{1,4}")) {
            throw new NotAReportException("formatVersion: found " + version
                    + ", expected 1.x; read it with the rootlessctl that wrote it, or a newer one");
        }
        var command = fields.optionalText("command").orElse("");
        if (command.isEmpty() && fields.node().has("users")) {
            return new Daemons(Daemon.all(fields, id), unsettled(fields));
        }
        if (!WITH_CHANGES.contains(command) || !fields.node().has("converged")) {
            throw new NotAReportException("found another output" + (command.isEmpty() ? "" : ", of " + command)
                    + ", expected that of status, plan, drift or apply with -o json");
        }
        return new Planned(Changes.of(fields), unsettled(fields));
    }

    private static Fields root(String text) throws NotAReportException {
        try {
            var tree = Json.tree(text);
            if (!tree.isObject() || !tree.has("formatVersion")) {
                throw new NotAReportException("found " + (tree.isObject() ? "an object without formatVersion" : Fields.kind(tree))
                        + ", expected what status, plan, drift or apply print with -o json");
            }
            return new Fields(tree, "");
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            throw new NotAReportException((place == null ? "" : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ")
                    + "found no JSON, expected what status, plan, drift or apply print with -o json");
        }
    }

    private static List<String> unsettled(Fields fields) throws NotAReportException {
        var lines = new ArrayList<String>();
        for (var apply : fields.objects("inFlight")) {
            lines.add(apply.text("command") + ", number " + apply.number("id") + " of " + apply.text("at") + ", is not settled: "
                    + apply.text("state"));
        }
        return lines;
    }
}
