package io.rootlessctl.model;

/** The distributions' package managers. */
public enum PackageSystem {
    APT,
    DNF,
    ZYPPER,
    PACMAN,
    APK
}
