package io.rootlessctl.model;

/** Something the reader should know that no change mends: a limit of the host, or of what was declared. */
public record Warning(Address address, Scope scope, String text) {}
