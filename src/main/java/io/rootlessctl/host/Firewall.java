package io.rootlessctl.host;

/** The kernel's two ways to filter packets; a program of the one does not see the rules of the other. */
public enum Firewall { NF_TABLES, IP_TABLES }
