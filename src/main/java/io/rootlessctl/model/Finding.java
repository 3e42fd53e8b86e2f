package io.rootlessctl.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that is wrong with a host or a user's Docker, or that could be better.
 *
 * @param code what {@code explain} takes: a known cause, or an address of the plan
 * @param cause the code of the known cause behind an address; empty where none is known, and where the code is one
 * @param kind the kind of managed thing that it is about
 * @param what in one line
 * @param why how it comes to that; may be empty
 * @param diff the fields that are not as they have to be; empty where it is no address of the plan
 * @param log lines of the daemon's log that say it
 */
public record Finding(
        Severity severity, String code, Optional<String> cause, String kind, Scope scope, String what, String why,
        List<FieldDiff> diff, List<String> log, Mend mend) {

    public enum Severity {
        /** Something does not work, or is not as declared. */
        ERROR,
        /** Worth knowing, and nothing is wrong. */
        ADVICE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What an apply would do about it. */
    public enum ByApply {
        YES("yes"),
        /** When root runs it. */
        AS_ROOT("as-root"),
        /** Once the key is in rootless.toml. */
        ONCE_DECLARED("once-declared"),
        NO("no");

        private final String text;

        ByApply(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * What mends it.
     *
     * @param asRoot the commands for root, in order
     * @param asUser the commands for the user, in order
     * @param key a line of rootless.toml
     */
    public record Mend(List<String> asRoot, List<String> asUser, Optional<String> key, ByApply byApply) {
        public Mend {
            asRoot = List.copyOf(asRoot);
            asUser = List.copyOf(asUser);
        }
    }

    public Finding {
        diff = List.copyOf(diff);
        log = List.copyOf(log);
    }

    public boolean wrong() {
        return severity == Severity.ERROR;
    }

    /** Whether nothing is known that mends it. */
    public boolean helpless() {
        return mend.asRoot().isEmpty() && mend.asUser().isEmpty() && mend.key().isEmpty() && mend.byApply() == ByApply.NO;
    }

    /** The same with words that say more of this very case. */
    public Finding saying(String words) {
        return new Finding(severity, code, cause, kind, scope, words, why, diff, log, mend);
    }

    /** The same as something that may be over by now. */
    public Finding asAdvice(String words) {
        return new Finding(Severity.ADVICE, code, cause, kind, scope, words, why, diff, log, mend);
    }

    public Finding withLog(List<String> lines) {
        return new Finding(severity, code, cause, kind, scope, what, why, diff, lines, mend);
    }
}
