package io.rootlessctl.model;

/** Something that works and could be better. */
public record Advice(LintId id, String text) {}
