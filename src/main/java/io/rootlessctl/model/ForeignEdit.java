package io.rootlessctl.model;

import java.util.Optional;

/**
 * A field that we once set, that is no longer declared, and that somebody else has changed since: it is theirs now
 * and only reported.
 */
public record ForeignEdit(Address address, Scope scope, String field, Optional<String> observed, String lastApplied) {}
