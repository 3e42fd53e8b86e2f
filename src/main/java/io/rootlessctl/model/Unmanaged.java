package io.rootlessctl.model;

/** A key that the manifest declares and that no kind manages yet; {@code key} is dotted, {@code network.cidr}. */
public record Unmanaged(String key, Scope scope) {}
