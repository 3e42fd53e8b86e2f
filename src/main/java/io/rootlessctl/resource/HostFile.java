package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of the host's that is wholly ours, in a directory of many. */
record HostFile(Path path) {
    private static final int MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    static HostFile at(String path) {
        return new HostFile(Path.of(path));
    }

    Observation<FileText> read(HostView host) {
        return host.text(path, host.caller());
    }

    <T> Observation<T> read(Grammar<T> grammar, HostView host) {
        return grammar.read(path, read(host));
    }

    List<Step> write(String text, HostView host) {
        return write(text, MODE, host);
    }

    List<Step> write(String text, int mode, HostView host) {
        var steps = new ArrayList<Step>();
        for (var next = path.getParent(); next != null && host.status(next, host.caller()) instanceof Absent<?>;
                next = next.getParent()) {
            steps.addFirst(new Step.MakeDirectory(next, DIRECTORY_MODE));
        }
        steps.add(new Step.WriteFile(path, text, mode));
        return steps;
    }

    List<Step> remove() {
        return List.of(new Step.RemoveFile(path));
    }
}
