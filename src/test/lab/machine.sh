# shellcheck shell=bash disable=SC2154
# The machine. Whoever changes it gets a new image, for a saved state fits only the machine that saved it.

# Becomes the machine: arguments are its directory, its image, and more options of QEMU. Traps: with QEMU 7.2 a CPU that
# has cmpxchg16b crashes the guest's kernel; a /dev/kvm may be there and hang for ever, so KVM is used on request only;
# slirp4netns, which runs in the guest, has 10.0.2.0/24 for itself; with a second emulated processor a JVM takes ten times
# as long to start, most of it waiting for that one; QEMU before 8 can use again what it has translated of a program only
# where that is loaded at the same address (norandmaps: iptables, of which dockerd starts many, takes a third of the
# time); nobody attacks its processor (mitigations). Port 0: the system picks a free one.
exec_qemu() {
    local vm=$1 image=$2 accelerator="-accel tcg,thread=multi -cpu qemu64,-cx16"
    shift 2
    [ "${LAB_ACCELERATOR:-tcg}" = tcg ] || accelerator="-accel $LAB_ACCELERATOR -cpu host"
    # shellcheck disable=SC2086 # a list
    exec qemu-system-x86_64 -nodefaults -machine pc $accelerator -smp 1 -m 2048 -display none \
        -chardev "file,id=console,path=$vm/console.log" -serial chardev:console \
        -chardev "pipe,id=monitor,path=$vm/monitor" -mon chardev=monitor,mode=control \
        -kernel "$image/vmlinuz" -initrd "$image/initrd.img" \
        -append "console=ttyS0 root=/dev/vda rw panic=-1 quiet apparmor=1 security=apparmor norandmaps mitigations=off" \
        -drive "file=$vm/disk.qcow2,format=qcow2,if=virtio,cache=unsafe" \
        -netdev user,id=net,net=10.0.99.0/24,restrict=on,hostfwd=tcp:127.0.0.1:0-10.0.99.15:22 \
        -device virtio-net-pci,netdev=net,romfile= -device virtio-rng-pci "$@"
}

# Sets $image to the directory of the suite's image: one for each state of what it is made from.
name_image() {
    local key
    key=$({
        cat -- "$lab/image" "$lab/machine.sh"
        printf '%s\n' "$tree" "${LAB_ACCELERATOR:-tcg}"
        # A saved state can be read by the version that wrote it, and by no older one.
        qemu-system-x86_64 --version
    } | sha256sum)
    image=$cache/$1-${key:0:16}
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

# Writes the machine's ssh_config, with the port that the system has picked.
write_machine_ssh_config() {
    local vm=$1 image=$2 port
    human_monitor "$vm" "info usernet"
    port=$(sed -n 's/.*HOST_FORWARD\] *[0-9]* *127\.0\.0\.1 *\([0-9]*\) .*/\1/p' <<<"${answer//\\r\\n/$'\n'}")
    [ -n "$port" ] || die "the machine's port is not to be found in: $answer"
    write_ssh_config "$vm" "$image/key" "HostName 127.0.0.1
    Port $port"
}
