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
    local before now
    before=$(this_boot "$1")
    close_connections "$1"
    # The connection may be cut before the answer.
    as_root "$1" 'systemctl reboot' >/dev/null 2>&1 || true
    while :; do
        await_ssh "$1" 400
        # One that is on its way down may cut off the question, too.
        now=$(this_boot "$1" 2>/dev/null) || continue
        [ -z "$now" ] || [ "$now" = "$before" ] || break
    done
    as_root "$1" 'systemctl is-system-running --wait' >/dev/null || true
}

# As an administrator does it: the package, which brings its own Java.
install() {
    local deb
    "$root/packaging/package" --if-needed </dev/null
    deb=$(find "$root/target/package" -name '*.deb')
    [ -n "$deb" ] || die "no .deb in $root/target/package; packaging/package makes one where dpkg-deb is installed"
    ssh -F "$1/ssh_config" -l root vm 'cat >/tmp/rootlessctl.deb && dpkg -i /tmp/rootlessctl.deb >/tmp/dpkg.log 2>&1 ||
        { cat /tmp/dpkg.log; exit 1; }; rm /tmp/rootlessctl.deb /tmp/dpkg.log; sync' <"$deb"
}

# Ends the host in $vm, and leaves nothing of it where its directory is $temporary.
temporary=
give_up() {
    end_host "$vm"
    [ -z "$temporary" ] || rm -rf -- "$temporary"
}

shell() {
    local vm status=0
    vm=$(mktemp -d /tmp/rctl-vm.XXXXXX)
    temporary=$vm
    trap give_up EXIT
    start "$vm" "${1:-trixie}"
    trap give_up EXIT
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
