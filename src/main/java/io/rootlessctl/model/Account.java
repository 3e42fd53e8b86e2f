package io.rootlessctl.model;

import java.nio.file.Path;

/** A user of the host, as its user database has it. */
public record Account(String name, long uid, long gid, Path home, Path shell) {}
