# shellcheck shell=bash
# The machine. Whoever changes it gets a new image, for a saved state fits only the machine that saved it.

# Becomes the machine: arguments are its directory, its image, and more options of QEMU. Traps: with QEMU 7.2 a CPU that
# has cmpxchg16b crashes the guest's kernel; a /dev/kvm may be there and hang for ever, so KVM is used on request only;
# slirp4netns, which runs in the guest, has 10.0.2.0/24 for itself; with a second emulated processor a JVM takes ten times
# as long to start, most of it waiting for that one; QEMU before 8 can use again what it has translated of a program only
# where that is loaded at the same address (norandmaps: iptables, of which dockerd starts many, takes a third of the
# time). Port 0: the system picks a free one.
exec_qemu() {
    local vm=$1 image=$2 accelerator="-accel tcg,thread=multi -cpu qemu64,-cx16"
    shift 2
    [ "${LAB_ACCELERATOR:-tcg}" = tcg ] || accelerator="-accel $LAB_ACCELERATOR -cpu host"
    # shellcheck disable=SC2086 # a list
    exec qemu-system-x86_64 -nodefaults -machine pc $accelerator -smp 1 -m 2048 -display none \
        -chardev "file,id=console,path=$vm/console.log" -serial chardev:console \
        -chardev "pipe,id=monitor,path=$vm/monitor" -mon chardev=monitor,mode=control \
        -kernel "$image/vmlinuz" -initrd "$image/initrd.img" \
        -append "console=ttyS0 root=/dev/vda rw panic=-1 quiet apparmor=1 security=apparmor norandmaps" \
        -drive "file=$vm/disk.qcow2,format=qcow2,if=virtio,cache=unsafe" \
        -netdev user,id=net,net=10.0.99.0/24,restrict=on,hostfwd=tcp:127.0.0.1:0-10.0.99.15:22 \
        -device virtio-net-pci,netdev=net,romfile= -device virtio-rng-pci "$@"
}
