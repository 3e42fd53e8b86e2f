package io.rootlessctl.cli;

import io.rootlessctl.apply.Occasion;
import io.rootlessctl.apply.StateStore;
import io.rootlessctl.apply.Unsettled;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.manifest.Manifest;
import io.rootlessctl.manifest.ManifestReader;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.OpenApply;
import io.rootlessctl.model.Plan;
import io.rootlessctl.plan.Ahead;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.render.OpenText;
import io.rootlessctl.render.Shown;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One command's manifest and host.
 *
 * @param look what is looked at: for commands that change nothing the host as it is all through them, else the host itself
 * @param file where the manifest is from; empty where there is none, and {@code manifest} has the defaults
 */
record Session(Manifest manifest, HostView host, HostView look, Optional<String> user, Optional<ManifestFile.Read> file) {
    private static final String NOTHING = "schema = 1\n";
    private static final Duration RECENT = Duration.ofSeconds(1);

    Session(Manifest manifest, HostView host, Optional<String> user, Optional<ManifestFile.Read> file) {
        this(manifest, host, host, user, file);
    }

    static Session open(Invocation invocation, Options options)
            throws UnusableManifestException, InvalidManifestException {
        return open(invocation, options.file(), options.user());
    }

    private static Session open(Invocation invocation, Optional<String> named, Optional<String> user)
            throws UnusableManifestException, InvalidManifestException {
        var file = new ManifestFile(invocation).look(named);
        return new Session(file.manifest(), invocation.host().get(), user, Optional.of(file));
    }

    /** For commands that look and change nothing: what they surely ask is asked while the manifest is read. */
    static Session looking(Invocation invocation, Options options)
            throws UnusableManifestException, InvalidManifestException {
        var look = ahead(invocation);
        var file = new ManifestFile(invocation).look(options.file());
        return new Session(file.manifest(), invocation.host().get(), look.get(), options.user(), Optional.of(file));
    }

    /**
     * The host as it is now; what every look at it asks is asked from now on, beside all else. A manifest may come from a pipe
     * and take its time: then it is the host as it is by then.
     */
    static Supplier<HostView> ahead(Invocation invocation) {
        long start = System.nanoTime();
        var look = new Once<>(() -> invocation.host().get().moment().still());
        Ahead.ask(look, StateStore::ahead);
        return () -> System.nanoTime() - start < RECENT.toNanos() ? look.get() : invocation.host().get().moment().still();
    }

    /** For commands that are of use without a manifest too: there is none where none is named and none is found. */
    static Session openOrDefaults(Invocation invocation, Options options)
            throws UnusableManifestException, InvalidManifestException {
        return openOrDefaults(invocation, options.file(), options.user());
    }

    /** @param named the manifest's file, as it is named on the command line */
    static Session openOrDefaults(Invocation invocation, Optional<String> named, Optional<String> user)
            throws UnusableManifestException, InvalidManifestException {
        if (named.isPresent() || new ManifestFile(invocation).exists()) {
            return open(invocation, named, user);
        }
        var defaults = ManifestReader.read("defaults", NOTHING);
        return new Session(defaults, invocation.host().get(), user, Optional.empty());
    }

    /** For commands that are about what was applied, whatever a file declares by now. */
    static Session withoutManifest(Invocation invocation, Optional<String> user) throws InvalidManifestException {
        var nothing = ManifestReader.read("nothing", NOTHING + "[daemon]\nstate = \"absent\"\n");
        return new Session(nothing, invocation.host().get(), user, Optional.empty());
    }

    boolean declared() {
        return file.isPresent();
    }

    /** Everybody whom applies were about, as far as the caller is concerned with them. */
    Declaration leaving(boolean purge) {
        try {
            return Declaration.leaving(manifest, store().users(), host, user, purge);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }

    /** @param command as it is to stand in the history */
    Occasion occasion(Invocation invocation, String command) {
        var sudo = Optional.ofNullable(invocation.environment().get("SUDO_USER")).filter(_ -> host.root());
        return new Occasion(command, invocation.clock().instant(),
                host.caller().name() + sudo.map(name -> ", by sudo of " + name).orElse(""),
                file.flatMap(ManifestFile.Read::path).map(Path::toString), file.map(ManifestFile.Read::sha256),
                Optional.empty());
    }

    /** @throws UsageException when the manifest has nothing for whoever the command is about */
    Declaration declaration() {
        try {
            return Declaration.of(manifest, look.moment(), user);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }

    /** @throws UsageException when the manifest is about none or several */
    Declaration.User onlyUser(String command) throws IOException {
        var declaration = declaration();
        if (declaration.entries().size() != 1) {
            throw new UsageException(command + ": found " + declaration.entries().size()
                    + " users, expected one; name it with --user", null);
        }
        return declaration.users().stream().findFirst().orElseThrow(() ->
                new IOException(declaration.entries().getFirst().name() + ": this host has no such user"));
    }

    StateStore store() {
        return new StateStore(host);
    }

    LastApplied lastApplied(Declaration declaration) throws IOException {
        return new StateStore(look).read(declaration);
    }

    /** @param open what earlier applies have left unsettled */
    record Looked(Plan plan, List<OpenApply> open) {}

    static Looked look(Invocation invocation, Options options)
            throws UnusableManifestException, InvalidManifestException, IOException {
        try (var progress = Progress.of(invocation)) {
            var session = looking(invocation, options);
            var open = session.told(invocation);
            return new Looked(session.plan(progress), open);
        }
    }

    /** What earlier applies have left unsettled, said on standard error: every command that looks says it first. */
    List<OpenApply> told(Invocation invocation) {
        return told(new Unsettled(look, invocation.writer().apply(host), declaration()), invocation);
    }

    /** The same of everybody who is known, and not only of whom a manifest names. */
    List<OpenApply> toldOfAll(Invocation invocation) {
        return told(unsettled(invocation), invocation);
    }

    private static List<OpenApply> told(Unsettled unsettled, Invocation invocation) {
        var open = unsettled.applies();
        open.forEach(apply -> invocation.err().println("rootlessctl: " + OpenText.line(apply)));
        unsettled.leftOut().forEach(problem -> invocation.err().println(Shown.line("rootlessctl: " + problem)));
        return open;
    }

    /** For whoever is known, and not only for whom a manifest names. */
    Unsettled unsettled(Invocation invocation) {
        return new Unsettled(host, invocation.writer().apply(host), leaving(false));
    }

    Plan plan(Progress progress) throws IOException {
        return survey(progress).plan();
    }

    /** Shows on a terminal that it is looking, when that takes a while. */
    Planner.Survey survey(Progress progress) throws IOException {
        var declaration = declaration();
        progress.show(Progress.LOOKING);
        var survey = new Planner(look).survey(declaration, lastApplied(declaration));
        progress.clear();
        return survey;
    }
}
