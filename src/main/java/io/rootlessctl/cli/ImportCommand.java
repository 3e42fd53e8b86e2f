package io.rootlessctl.cli;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.Draft;
import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.manifest.ManifestReader;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Plan;
import io.rootlessctl.model.Scope;
import io.rootlessctl.plan.Importer;
import io.rootlessctl.plan.Importer.Imported;
import io.rootlessctl.render.Shown;
import io.rootlessctl.resource.Declaration;
import io.rootlessctl.resource.ExistingDaemon;
import io.rootlessctl.resource.UsersWithDocker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "import", description = {
        "Write the rootless.toml of a host that is set up already.",
        "Whoever set it up: Docker's own tool, somebody by hand, Ansible. Nothing is",
        "changed; what the file cannot say is told on standard error."},
        sortOptions = false, abbreviateSynopsis = true, optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:written, and a plan of it has nothing to do", "1:failed",
            "2:written, and a plan of it has something to do"},
        footerHeading = "%nExamples:%n", footer = {
            "  rootlessctl import --output rootless.toml && rootlessctl plan",
            "  # as root, of everybody who has a rootless daemon",
            "  rootlessctl import --output /etc/rootlessctl/rootless.toml"})
final class ImportCommand implements Callable<Integer> {
    private static final int MODE = 0644;

    private final Invocation invocation;

    @Option(names = "--output", paramLabel = "FILE", description = {
        "Write to this file, which must not be there yet,",
        "and not to standard output."})
    private String output;

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Option(names = "--user", paramLabel = "NAME", description = {
        "For root: only this user, not all who have a rootless",
        "daemon or files of one."})
    private String user;

    /** Read by {@link Main} before logging starts; here so that it is known and in the help. */
    @Option(names = "--debug", description = "Log whatever is run and asked to standard error.")
    private boolean debug;

    @Mixin
    private HelpOption help;

    ImportCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var host = invocation.host().get();
        var file = Optional.ofNullable(output).map(name -> invocation.directory().resolve(name).normalize());
        if (file.isPresent()) {
            requireFree(file.get(), host);
        }
        Session.withoutManifest(invocation, Optional.ofNullable(user)).toldOfAll(invocation);
        Imported imported;
        try (var progress = Progress.of(invocation)) {
            progress.show(Progress.LOOKING);
            imported = imported(host);
        }
        if (file.isPresent()) {
            invocation.writer().apply(host).writeFile(file.get(), imported.text(), MODE, host.caller());
        } else {
            invocation.out().print(imported.text());
        }
        tell(imported);
        return (imported.plan().converged() ? ExitStatus.OK : ExitStatus.PENDING).code();
    }

    private void requireFree(Path file, HostView host) throws IOException {
        var there = host.status(file, host.caller());
        if (!force && !(there instanceof Absent<FileStatus>)) {
            throw new IOException(file + ": " + there.obstacle().map(why -> why)
                    .orElse("is there already; name another file, or replace it with --force"));
        }
        OwnPlace.require(file, host, "redirect standard output");
    }

    private Imported imported(HostView host) throws Exception {
        var only = Optional.ofNullable(user);
        var users = users(only, host);
        var nothing = ManifestReader.read("import", Draft.of(users, List.of()).text());
        var session = new Session(nothing, host, only, Optional.empty());
        var last = session.lastApplied(session.declaration());
        return new Importer(host, users, only, last).imported();
    }

    /** Who gets a table. Somebody whom root names gets one in any case. */
    private List<String> users(Optional<String> only, HostView host) throws IOException, InvalidManifestException {
        if (!host.root()) {
            return List.of();
        }
        if (only.isPresent()) {
            host.account(only.get()).found().orElseThrow(() -> new IOException(only.get() + ": this host has no such user"));
            return List.of(only.get());
        }
        var nothing = Session.withoutManifest(invocation, Optional.empty()).manifest().defaults();
        var users = UsersWithDocker.candidates(host).stream().filter(name -> host.account(name).found()
                .filter(account -> ExistingDaemon.any(Declaration.User.of(account, nothing, host), host)).isPresent()).toList();
        users.stream().filter(name -> !Draft.takes(name)).forEach(name ->
                say(Scope.HOST, name + ": a name that rootless.toml does not take; is left out"));
        return users.stream().filter(Draft::takes).toList();
    }

    private void tell(Imported imported) {
        imported.foreign().forEach(foreign -> say(foreign.scope(), "no key for it, left as it is: " + foreign.what()));
        imported.out().forEach(entry -> say(entry.value().scope(), "only a comment: " + entry.value().key() + " of "
                + entry.value().source() + ": " + entry.out().orElseThrow()));
        pending(imported.plan()).forEach(change ->
                say(change.scope(), change.address() + ": an apply of this file would change it, see `rootlessctl plan`"));
    }

    private static Stream<Change> pending(Plan plan) {
        return Stream.concat(plan.changes().stream(), plan.blocked().stream().map(blocked -> blocked.change()));
    }

    private void say(Scope scope, String text) {
        invocation.err().println("rootlessctl: import: "
                + Shown.line(scope.user().map(name -> name + ": ").orElse("") + text));
    }
}
