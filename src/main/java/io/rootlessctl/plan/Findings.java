package io.rootlessctl.plan;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Blocked;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Finding;
import io.rootlessctl.model.Finding.ByApply;
import io.rootlessctl.model.Finding.Mend;
import io.rootlessctl.model.Finding.Severity;
import io.rootlessctl.model.ForeignEdit;
import io.rootlessctl.model.Scope;
import io.rootlessctl.model.Warning;
import io.rootlessctl.resource.Cause;
import io.rootlessctl.resource.Causes;
import io.rootlessctl.resource.Checks;
import io.rootlessctl.resource.Declaration;
import io.rootlessctl.resource.Purpose;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a plan, a check or a log says, as findings. */
final class Findings {
    private static final Mend NOTHING = new Mend(List.of(), List.of(), Optional.empty(), ByApply.NO);

    /** Of the host, and named after whom they are for. */
    private static final Set<String> OF_ONE_USER = Set.of("sub-ids", "linger", "controllers");

    private Findings() {}

    static Finding of(Change change, Severity severity) {
        return of(change, severity, "", new Mend(List.of(), List.of(), Optional.empty(), ByApply.YES));
    }

    /** A caller who may not is not what is wrong. */
    static Finding of(Blocked blocked, HostView host) {
        boolean ofHost = blocked.change().scope().equals(Scope.HOST);
        boolean onlyRoot = ofHost && !host.root() && blocked.needsRoot();
        var remedy = blocked.remedy();
        return of(blocked.change(), Severity.ERROR, onlyRoot ? "" : blocked.why(), new Mend(
                ofHost ? remedy : List.of(), ofHost ? List.of() : remedy, Optional.empty(),
                onlyRoot ? ByApply.AS_ROOT : ByApply.NO));
    }

    /** @param said why it is not to be had; empty where it is only not as it has to be */
    private static Finding of(Change change, Severity severity, String said, Mend mend) {
        var kind = change.address().kind();
        var cause = Causes.inPlan(change.address(), change.diff(), said).map(known -> known.in(values(change)).unfilled());
        var what = said.isEmpty() ? cause.map(Cause::what).orElse("not as it has to be") : said;
        return new Finding(severity, change.address().toString(), cause.map(Cause::code), kind, change.scope(), what,
                cause.map(Cause::why).orElse(Purpose.of(kind)), change.diff(), List.of(), mend);
    }

    private static Map<String, String> values(Change change) {
        var address = change.address();
        return Map.of("user", change.scope().user()
                .orElse(OF_ONE_USER.contains(address.kind()) ? address.name() : "the user"));
    }

    /** What stands against the declaration and is nobody's to change by applying it. */
    static Finding conflict(Scope scope, String text) {
        var known = Causes.of(Checks.CONFLICT).orElseThrow();
        return new Finding(Severity.ERROR, known.code(), Optional.empty(), known.kind(), scope, text, known.why(), List.of(), List.of(),
                NOTHING);
    }

    static Finding of(Warning warning) {
        var cause = warning.lint().map(id -> Causes.of(id.toString()))
                .orElseGet(() -> Causes.inPlan(warning.address(), List.of(), warning.text()));
        return new Finding(Severity.ADVICE, warning.address().toString(), cause.map(Cause::code), warning.address().kind(),
                warning.scope(), warning.text(), "", List.of(), List.of(), NOTHING);
    }

    static Finding of(ForeignEdit edit) {
        return new Finding(Severity.ADVICE, edit.address().toString(), Optional.empty(), edit.address().kind(), edit.scope(), edit.field()
                + ": somebody has changed it since it was declared last; left alone", "", List.of(), List.of(), NOTHING);
    }

    static Finding of(Cause known, Declaration.User user, HostView host) {
        var cause = known.in(Checks.values(user)).on(host);
        return new Finding(cause.advice() ? Severity.ADVICE : Severity.ERROR, cause.code(), Optional.empty(), cause.kind(), user.scope(),
                cause.what(), cause.why(), List.of(), List.of(),
                new Mend(cause.asRoot(), cause.asUser(), cause.key(), byApply(cause, host)));
    }

    private static ByApply byApply(Cause cause, HostView host) {
        if (!cause.apply()) {
            return ByApply.NO;
        }
        if (cause.key().isPresent()) {
            return ByApply.ONCE_DECLARED;
        }
        return cause.asRoot().isEmpty() || host.root() ? ByApply.YES : ByApply.AS_ROOT;
    }
}
