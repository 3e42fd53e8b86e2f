package io.rootlessctl.cli;

import io.rootlessctl.apply.StateStore;
import io.rootlessctl.host.HostView;
import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.manifest.Manifest;
import io.rootlessctl.manifest.ManifestReader;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Plan;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.util.Optional;

/**
 * One command's manifest and host.
 *
 * @param declared whether there is a manifest; if not, {@code manifest} has the defaults
 */
record Session(Manifest manifest, HostView host, Optional<String> user, boolean declared) {

    static Session open(Invocation invocation, Options options)
            throws UnusableManifestException, InvalidManifestException {
        var manifest = new ManifestFile(invocation).read(options.file());
        return new Session(manifest, invocation.host().get(), options.user(), true);
    }

    /** For commands that are of use without a manifest too: there is none where none is named and none is found. */
    static Session openOrDefaults(Invocation invocation, Options options)
            throws UnusableManifestException, InvalidManifestException {
        if (options.file().isPresent() || new ManifestFile(invocation).exists()) {
            return open(invocation, options);
        }
        var defaults = ManifestReader.read("defaults", "schema = 1\n");
        return new Session(defaults, invocation.host().get(), options.user(), false);
    }

    /** @throws UsageException when the manifest has nothing for whoever the command is about */
    Declaration declaration() {
        try {
            return Declaration.of(manifest, host, user);
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
        return store().read(declaration);
    }

    static Plan plan(Invocation invocation, Options options)
            throws UnusableManifestException, InvalidManifestException, IOException {
        try (var progress = Progress.of(invocation)) {
            return open(invocation, options).plan(progress);
        }
    }

    /** Shows on a terminal that it is looking, when that takes a while. */
    Plan plan(Progress progress) throws IOException {
        var declaration = declaration();
        progress.show(Progress.LOOKING);
        var plan = new Planner(host).plan(declaration, lastApplied(declaration));
        progress.clear();
        return plan;
    }
}
