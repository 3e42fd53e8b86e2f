# shellcheck shell=bash disable=SC2154,SC2034
# What the scripts of this directory share. Sourced with $program set to the name that messages begin with and $root to
# the project's directory.

lab=$root/src/test/lab
# shellcheck source=packaging/lib.sh
. "$root/packaging/lib.sh"
# shellcheck source=src/test/lab/needs.sh
. "$lab/needs.sh"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/rootlessctl-lab
PATH=$PATH:/usr/sbin:/sbin
export PATH

# Whatever is run ends with a signal, by its own EXIT trap: ssh ends by itself at Ctrl-C, and a shell would go on then.
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

need_lab_commands() {
    local name missing=
    for name in $lab_commands; do
        command -v "$name" >/dev/null || missing="$missing $name"
    done
    [ -n "$missing" ] || return 0
    find_package_manager || packages=none
    [ "$packages" = apt-get ] || die "missing:$missing; install them, packages are known for Debian and Ubuntu only"
    [ "$(id -u)" -eq 0 ] || die "missing:$missing; as root run: apt-get install $lab_packages"
    say "installing what the virtual host needs, as there is no$missing"
    refresh_packages >&2 </dev/null
    # shellcheck disable=SC2086 # a list
    install_packages $lab_packages >&2 </dev/null
}

# Sets $tree to the directory of the suite's tree: one for each state of what it is made from.
name_tree() {
    local suite=$1 key
    key=$(cat -- "$lab/tree" "$lab/customize" | sha256sum)
    tree=$cache/$suite-tree-${key:0:16}
}

# Makes $1 by the function $3, once; what has the same name $2, and was made of something else, is removed after a week.
make_once() {
    local other
    [ ! -e "$1/made" ] || return 0
    [ "$(id -u)" -eq 0 ] || die "making $1 needs root"
    mkdir -p -- "$cache"
    exec 9>>"$cache/$2.lock"
    flock 9
    # Another process may have made it meanwhile.
    if [ ! -e "$1/made" ]; then
        say "making $1, some minutes once ..."
        rm -rf -- "$1"
        mkdir -- "$1"
        # shellcheck disable=SC2064 # what it is now
        trap "unmake '$1'" EXIT
        "$3" "$1"
        : >"$1/made"
        trap - EXIT
        for other in "$cache/$2"-????????????????; do
            [ "$other" = "$1" ] || [ -n "$(find "$other" -maxdepth 0 -mtime -7)" ] || rm -rf -- "$other"
        done
    fi
    exec 9>&-
}

unmake() {
    rm -rf -- "$1"
}

# When a process began, in ticks since boot; nothing when it has ended.
start_time() {
    local stat
    stat=$(cat -- "/proc/$1/stat" 2>/dev/null) || return 0
    # The name, in brackets, may hold blanks.
    read -r -a stat <<<"${stat##*) }"
    [ "${stat[0]}" = Z ] || printf '%s\n' "${stat[19]}"
}

# True for the process that was started, and for no later one that has its number.
is_running() {
    local pid began
    { read -r pid began <"$1/pid"; } 2>/dev/null && [ -n "$began" ] && [ "$(start_time "$pid")" = "$began" ]
}

# Writes the host's ssh_config with the lines of how to get there; one connection a user is kept and shared.
write_ssh_config() {
    local vm=$1 key=$2
    cat >"$vm/ssh_config" <<END
Host vm
    $3
    IdentityFile $key
    IdentitiesOnly yes
    StrictHostKeyChecking no
    UserKnownHostsFile /dev/null
    GlobalKnownHostsFile /dev/null
    ControlMaster auto
    ControlPath $vm/%r.ssh
    ControlPersist yes
    ConnectTimeout 20
    ServerAliveInterval 15
    ServerAliveCountMax 8
    LogLevel ERROR
END
}

# Waits until root can log in, or fails after the seconds given.
await_ssh() {
    local vm=$1 limit=$((SECONDS + $2))
    until ssh -F "$vm/ssh_config" -o ControlMaster=no -o ControlPath=none -o ConnectTimeout=5 -l root vm true \
        >/dev/null 2>&1 </dev/null; do
        is_running "$vm" || die "the host ended: $(tail -n 20 -- "$vm"/*.log)"
        [ "$SECONDS" -lt "$limit" ] || die "nobody answers after $2 s; the console: $(tail -n 20 -- "$vm/console.log")"
    done
}

close_connections() {
    local socket user
    for socket in "$1"/*.ssh; do
        [ -S "$socket" ] || continue
        user=${socket##*/}
        ssh -F "$1/ssh_config" -O exit -l "${user%.ssh}" vm >/dev/null 2>&1 || true
        rm -f -- "$socket"
    done
}

# Ends the host by the process that was started for it.
end_host() {
    local vm=$1 pid
    close_connections "$vm"
    while is_running "$vm"; do
        read -r pid _ <"$vm/pid"
        kill -KILL "$pid" || true
        sleep 0.05
    done
}
