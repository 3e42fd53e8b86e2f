# shellcheck shell=bash disable=SC2154,SC2034
# What the scripts of this directory share. Sourced with $program set to the name that messages begin with and $root to
# the project's directory.

lab=$root/src/test/lab
# shellcheck source=packaging/lib.sh
. "$root/packaging/lib.sh"
# shellcheck source=src/test/lab/machine.sh
. "$lab/machine.sh"
# shellcheck source=src/test/lab/needs.sh
. "$lab/needs.sh"

PATH=$PATH:/usr/sbin:/sbin
export PATH

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

# Sets $image to the directory of the suite's image: one for each state of what it is made from.
name_image() {
    local suite=$1 key
    find_jdk || die "no JDK 25 or newer; packaging/build finds or installs one"
    key=$({
        cat -- "$lab/image" "$lab/customize" "$lab/machine.sh" "$jdk/release"
        stat -c '%s %Y' -- "$jdk/lib/modules"
        # A saved state can be read by the version that wrote it, and by no older one.
        qemu-system-x86_64 --version
        printf "%s\n" "${LAB_ACCELERATOR:-tcg}"
    } | sha256sum)
    cache=${XDG_CACHE_HOME:-$HOME/.cache}/rootlessctl-lab
    image=$cache/$suite-${key:0:16}
}

# Starts the machine in $vm and waits until its monitor answers.
start_qemu() {
    local vm=$1 image=$2
    rm -f -- "$vm/monitor.in" "$vm/monitor.out"
    mkfifo -m 0600 -- "$vm/monitor.in" "$vm/monitor.out"
    (
        # No lock of ours may live on in the machine.
        exec 9>&-
        exec_qemu "$@"
    ) >"$vm/qemu.log" 2>&1 </dev/null &
    printf '%s %s\n' "$!" "$(start_time "$!")" >"$vm/pid"
    monitor "$vm" qmp_capabilities
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

# Runs one command of QEMU's machine protocol; $answer is its reply, a line of JSON.
monitor() {
    local vm=$1 limit=$((SECONDS + 60)) request="{\"execute\":\"$2\"}"
    [ $# -eq 2 ] || request="{\"execute\":\"$2\",\"arguments\":$3}"
    # Both ends are opened for reading and writing, so that neither open waits.
    exec 7<>"$vm/monitor.in" 8<>"$vm/monitor.out"
    printf '%s\n' "$request" >&7
    answer=
    # Greetings and events are no replies.
    until [[ $answer == '{"return"'* ]]; do
        if IFS= read -r -t 1 answer <&8; then
            [[ $answer != '{"error"'* ]] || die "$2: $answer"
        else
            is_running "$vm" || die "the machine ended: $(cat -- "$vm/qemu.log")"
            [ "$SECONDS" -lt "$limit" ] || die "$2: the machine's monitor does not answer"
        fi
    done
    exec 7>&- 8>&-
}

# A command as a person would type it at the monitor. It answers with the text of what went wrong, else with nothing.
human_monitor() {
    monitor "$1" human-monitor-command "{\"command-line\":\"$2\"}"
}

save_state() {
    human_monitor "$1" "savevm $2"
    [[ $answer == '{"return": ""'* ]] || die "savevm $2: $answer"
}

load_state() {
    human_monitor "$1" "loadvm $2"
    [[ $answer == '{"return": ""'* ]] || die "loadvm $2: $answer"
}

# Writes the machine's ssh_config; one connection a user is kept and shared.
write_ssh_config() {
    local vm=$1 image=$2 port
    human_monitor "$vm" "info usernet"
    port=$(sed -n 's/.*HOST_FORWARD\] *[0-9]* *127\.0\.0\.1 *\([0-9]*\) .*/\1/p' <<<"${answer//\\r\\n/$'\n'}")
    [ -n "$port" ] || die "the machine's port is not to be found in: $answer"
    cat >"$vm/ssh_config" <<END
Host vm
    HostName 127.0.0.1
    Port $port
    IdentityFile $image/key
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
        is_running "$vm" || die "the machine ended: $(tail -n 20 -- "$vm/qemu.log" "$vm/console.log")"
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

# Ends the machine by the process that was started for it.
stop_qemu() {
    local vm=$1 pid
    close_connections "$vm"
    while is_running "$vm"; do
        read -r pid _ <"$vm/pid"
        kill -KILL "$pid" || true
        sleep 0.05
    done
}
