package io.rootlessctl.plan;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.DiscardCertificates;
import io.rootlessctl.model.Step.PurgeTree;
import io.rootlessctl.model.Step.RemoveDirectory;
import io.rootlessctl.model.Step.RemoveFile;
import io.rootlessctl.model.Step.RemovePrograms;
import io.rootlessctl.model.Undo;
import io.rootlessctl.resource.Proposal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How an address is left of which nothing is declared any more. A kind proposes to take its own fields out of a file;
 * while the file is still as we left it, it gets back the very bytes that it had before us, and the directories that
 * came with it go when they are empty.
 *
 * @param made directories that were not there before us
 */
record Retreat(Undo undo, Set<Path> made, HostView host, Account as) {

    Proposal exact(Proposal proposal) {
        var steps = new ArrayList<Step>();
        for (var proposed : proposal.steps()) {
            var step = Undo.file(proposed).flatMap(this::original).orElse(proposed);
            steps.add(step);
            if (step instanceof RemoveFile(var path)) {
                steps.addAll(emptied(path));
            } else if (step instanceof PurgeTree(var path)) {
                steps.addAll(emptied(path));
            } else if (step instanceof DiscardCertificates(var order)) {
                steps.addAll(emptied(order.directory()));
            } else if (step instanceof RemovePrograms(var order)) {
                steps.addAll(emptied(order.directory()));
                steps.addAll(emptied(order.link("")));
            }
        }
        return new Proposal(steps.stream().distinct().toList(), proposal.effect(), proposal.reason(), proposal.hindrance());
    }

    private Optional<Step> original(Path path) {
        var now = host.text(path, as);
        return now.obstacle().isPresent() ? Optional.empty()
                : undo.original(path, now.found().map(FileText::content));
    }

    private List<Step> emptied(Path file) {
        var steps = new ArrayList<Step>();
        for (var next = file.getParent(); next != null && made.contains(next); next = next.getParent()) {
            steps.add(new RemoveDirectory(next));
        }
        return steps;
    }
}
