package io.rootlessctl.host;

/** The two kinds of ids there are: of users and of groups. */
public enum IdType { UID, GID }
