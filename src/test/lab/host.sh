# shellcheck shell=bash disable=SC2154
# What can be done with a virtual host of either kind once it runs. Sourced by vm and container, which define what starts,
# saves and ends it.

# ssh is told the exact bytes of one command line, which the shell over there takes apart.
run() {
    exec ssh -F "$1/ssh_config" -l "$2" vm "$3"
}

as_root() {
    ssh -F "$1/ssh_config" -o ControlMaster=no -o ControlPath=none -l root vm "$2" </dev/null
}

# Tells one start from another; a container has its kernel's boot_id.
this_boot() {
    as_root "$1" 'cat /proc/sys/kernel/random/boot_id && systemctl show --value -p UserspaceTimestampMonotonic'
}

reboot() {
    local before
    before=$(this_boot "$1")
    close_connections "$1"
    # The connection may be cut before the answer.
    as_root "$1" 'systemctl reboot' >/dev/null 2>&1 || true
    while :; do
        await_ssh "$1" 400
        [ "$(this_boot "$1" 2>/dev/null)" = "$before" ] || break
    done
    as_root "$1" 'systemctl is-system-running --wait' >/dev/null || true
}

# The build has its times kept: they tell java whether its cache of classes fits.
install() {
    "$root/packaging/build" --if-needed </dev/null
    read_build || die "$record: not there although the build succeeded"
    tar --owner=0 --group=0 -cf - -C "$product" . -C "$root/packaging" jvm.sh -C "$lab" rootlessctl |
        ssh -F "$1/ssh_config" -l root vm 'mkdir -p /opt/rootlessctl && tar -C /opt/rootlessctl --warning=no-timestamp -xf - &&
            ln -sf /opt/rootlessctl/rootlessctl /usr/local/bin/ && sync'
}

shell() {
    local vm status=0
    vm=$(mktemp -d /tmp/rctl-vm.XXXXXX)
    start "$vm" "${1:-trixie}"
    trap 'end_host "$vm"; rm -rf -- "$vm"' EXIT
    install "$vm"
    say "a shell of ${2:-root}; everything there is gone when you leave it"
    ssh -F "$vm/ssh_config" -t -l "${2:-root}" vm || status=$?
    exit "$status"
}

stop() {
    end_host "$1"
    rm -rf -- "$1"
}

# Runs what the command line says.
dispatch() {
    local command=${1:-}
    shift || true
    case $command in
    start | copy | install | save | load | run | reboot | halt | stop | shell) "$command" "$@" ;;
    *) die "found \"$command\", expected start, copy, install, save, load, run, reboot, halt, stop or shell" ;;
    esac
}
