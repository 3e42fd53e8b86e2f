# shellcheck shell=sh disable=SC3013,SC2154,SC2034
# (SC3013: -nt, -ot and -ef are in POSIX since 2024, and in dash, busybox and bash. The others: shared variables.)
# What the scripts of this directory share. Sourced with $program set to the name that messages begin with and $root to
# the project's directory. Sourcing it starts no process.

# shellcheck source=packaging/jvm.sh
. "$root/packaging/jvm.sh"

# What a build left: the directory it was made in, its java, its number; one a line.
record=$root/target/product/launch

say() {
    printf '%s: %s\n' "$program" "$*" >&2
}

die() {
    say "$@"
    exit 1
}

# True when there is a build; sets $home, $java and $product.
read_build() {
    [ -r "$record" ] || return 1
    { IFS= read -r home && IFS= read -r java && IFS= read -r number; } <"$record" || return 1
    [ "$home" -ef "$root" ] && root=$home
    product=$root/target/product/$number
    [ -r "$product/rootlessctl.jar" ]
}

# True when the build read by read_build is not older than what it is made from; else $stale says why.
build_is_current() {
    stale="it was made in $home"
    [ "$home" -ef "$root" ] || return 1
    # The cache of classes holds for one JDK only; the mark has the time stamp of the JDK's own classes.
    stale="the JDK it was made with has changed"
    [ -x "$java" ] || return 1
    modules=${java%/bin/java}/lib/modules
    if [ "$modules" -nt "$product/jdk" ] || [ "$modules" -ot "$product/jdk" ]; then
        return 1
    fi
    main=$root/src/main
    for source in "$root/pom.xml" "$root/packaging/build" "$root/packaging"/*.java "$root/packaging/jvm.sh" "$root/packaging/training"* \
        "$root/schema" "$root/schema"/* "$root/examples" "$root/examples"/* "$main" "$main"/* "$main"/*/* "$main"/*/*/* "$main"/*/*/*/* \
        "$main"/*/*/*/*/* "$main"/*/*/*/*/*/* "$main"/*/*/*/*/*/*/*; do
        stale="$source is newer"
        [ "$source" -nt "$product/started" ] && return 1
    done
    stale=
}

# True when this user may create target/product or change what is in it.
can_build() {
    for directory in "$root/target/product" "$root/target" "$root"; do
        if [ -d "$directory" ]; then
            [ -w "$directory" ]
            return
        fi
    done
}

# Runs the training commands once and keeps the classes they load in the product's cache; those that only look once more, for a
# cache of their own, on the hosts that the others have left. Without a cache everything works, more slowly.
train() {
    hosts=$(mktemp -d) || return
    keep_classes rootlessctl.aot packaging/training-look packaging/training &&
        keep_classes look.aot packaging/training-look
    trained=$?
    rm -rf -- "$hosts"
    return "$trained"
}

# Arguments: the cache's name, the files with the commands.
keep_classes() {
    (
        cd "$root" || exit
        cache=$product/$1
        shift
        # There the JVM looks for the character set by its name, which it needs not for UTF-8.
        export LC_ALL=C
        exec_java "-XX:AOTCacheOutput=$cache" -cp "$product/rootlessctl.jar" io.rootlessctl.cli.Training "$hosts" "$@"
    ) </dev/null
}

# True when the directory holds a JDK, version 25 or newer.
is_jdk() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='=' read -r key value; do
        [ "$key" = JAVA_VERSION ] || continue
        value=${value#\"}
        value=${value%%[!0-9]*}
        [ "${value:-0}" -ge 25 ]
        return
    done <"$1/release"
    return 1
}

# Sets $jdk; false when there is none.
find_jdk() {
    for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/lib64/jvm/*; do
        [ -n "$jdk" ] && is_jdk "$jdk" && return
    done
    jdk=$(command -v java) || return 1
    jdk=$(readlink -f -- "$jdk")
    jdk=${jdk%/bin/java}
    is_jdk "$jdk"
}

# Sets $packages to the name of this system's package manager; false when it is none of these.
find_package_manager() {
    for packages in apt-get dnf zypper pacman apk; do
        command -v "$packages" >/dev/null 2>&1 && return
    done
    packages=
    return 1
}

# True when the package manager can install the package.
offered() {
    case $packages in
    apt-get) apt-cache show "$1" ;;
    dnf) dnf -q info "$1" ;;
    zypper) zypper --non-interactive --quiet search --match-exact "$1" ;;
    pacman) pacman -Si "$1" ;;
    apk) [ -n "$(apk search --exact "$1")" ] ;;
    esac >/dev/null 2>&1
}

# Makes the package manager's lists new, where they are not kept so anyway.
refresh_packages() {
    case $packages in
    apt-get) apt-get -q update ;;
    pacman) pacman -Sy --noconfirm ;;
    apk) apk update ;;
    *) true ;;
    esac
}

# Installs the packages, asking nothing.
install_packages() {
    case $packages in
    apt-get) DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@" ;;
    dnf) dnf -q install -y "$@" ;;
    zypper) zypper --non-interactive install --no-recommends "$@" ;;
    pacman) pacman -S --noconfirm --needed "$@" ;;
    apk) apk add "$@" ;;
    esac
}
