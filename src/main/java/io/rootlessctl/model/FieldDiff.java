package io.rootlessctl.model;

import java.util.Optional;

/**
 * One owned field that is not as desired. Values are normalised text (JSON text for daemon.json keys); an empty value
 * means the field is not there, or shall not be.
 */
public record FieldDiff(String field, Optional<String> observed, Optional<String> desired) {}
