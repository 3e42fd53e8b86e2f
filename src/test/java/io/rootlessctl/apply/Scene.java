package io.rootlessctl.apply;

import io.rootlessctl.host.FakeHost;
import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.manifest.Manifest;
import io.rootlessctl.manifest.ManifestReader;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Plan;
import io.rootlessctl.plan.Planner;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A manifest and the host it is for. */
public record Scene(Manifest manifest, FakeHost host, Watched watched) {

    public static Scene of(FakeHost host, String toml) {
        try {
            return new Scene(ManifestReader.read("rootless.toml", toml), host, new Watched());
        } catch (InvalidManifestException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The same host under another manifest. */
    public Scene with(String toml) {
        return of(host, toml);
    }

    public Declaration declaration() {
        return Declaration.of(manifest, host, Optional.empty());
    }

    public LastApplied last() {
        return new StateStore(host).read(declaration());
    }

    public Plan plan(Declaration other) {
        return new Planner(host).plan(other, new StateStore(host).read(other));
    }

    public Plan plan() {
        return new Planner(host).plan(declaration(), last());
    }

    /** Whatever is remembered of applies. */
    public Plan planOf(LastApplied last) {
        return new Planner(host).plan(declaration(), last);
    }

    public ApplyResult apply() {
        return new Reconciler(host, host.writer(), new StateStore(host), watched, occasion("apply")).apply(this::declaration);
    }

    /** Now, by whoever calls. */
    public Occasion occasion(String command) {
        return new Occasion(command, host.now(), host.caller().name(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    /** The last apply, or the one that was cut off, taken back. */
    public ApplyResult rolledBack() throws IOException {
        return Reversal.of(host, host.writer(), leaving(false), Optional.empty()).make(watched, occasion("rollback"));
    }

    public Declaration leaving(boolean purge) {
        try {
            var nothing = ManifestReader.read("nothing", "schema = 1\n[daemon]\nstate = \"absent\"\n");
            return Declaration.leaving(nothing, new StateStore(host).users(), host, Optional.empty(), purge);
        } catch (InvalidManifestException e) {
            throw new IllegalStateException(e);
        }
    }

    public ApplyResult uninstalled() {
        return uninstalled(false);
    }

    public ApplyResult uninstalled(boolean purge) {
        return new Departure(host, host.writer(), leaving(purge)).leave(
                new Reconciler(host, host.writer(), new StateStore(host), watched, occasion("uninstall")));
    }

    /** What rootlessctl keeps for itself. */
    public List<Path> records() {
        return new Departure(host, host.writer(), leaving(false)).records();
    }

    /** An apply that everything has gone well in, whatever is blocked. */
    public ApplyResult applied() {
        var result = apply();
        if (!result.failures().isEmpty()) {
            throw new AssertionError(result.failures().toString());
        }
        return result;
    }

    public List<String> writes() {
        return host.writer().writes();
    }

    /** The effects of one kind, {@code start} or {@code write /etc/subuid}. */
    public long count(String effect) {
        return writes().stream().filter(write -> write.startsWith(effect)).count();
    }
}
