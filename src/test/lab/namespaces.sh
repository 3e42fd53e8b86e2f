# shellcheck shell=sh
# What makes a tree of files a host of its own, for whoever is root in mount, process and network namespaces of its own.
# Everything is mounted, nothing is written to the tree, and nothing is left when the last process there has ended.

# Makes $1 a copy of the trees $2 (the upper first, with colons between); what changes goes to $3, an empty directory.
mount_copy() {
    mkdir -p "$3/upper" "$3/work"
    mount -t overlay -o "lowerdir=$2,upperdir=$3/upper,workdir=$3/work" copy "$1"
}

# Processes; the parameters of the kernel are everybody's, and to be read only.
mount_processes() {
    mount -t proc processes "$1/proc"
    mount --bind "$1/proc/sys" "$1/proc/sys"
    mount -o remount,bind,ro "$1/proc/sys"
}

# Devices as a fresh host has them: those of slirp4netns and fuse-overlayfs are root's.
mount_devices() {
    mount -t tmpfs -o mode=755 devices "$1/dev"
    for device in 'null 1 3' 'zero 1 5' 'full 1 7' 'random 1 8' 'urandom 1 9' 'tty 5 0'; do
        # shellcheck disable=SC2086 # name and numbers
        make_device "$1/dev" 666 $device
    done
    mkdir "$1/dev/net" "$1/dev/pts" "$1/dev/shm"
    make_device "$1/dev" 600 net/tun 10 200
    make_device "$1/dev" 600 fuse 10 229
    mount -t devpts -o newinstance,ptmxmode=666 devices "$1/dev/pts"
    mount -t tmpfs -o mode=1777 devices "$1/dev/shm"
    ln -s pts/ptmx "$1/dev/ptmx"
    ln -s /proc/self/fd "$1/dev/fd"
    ln -s fd/0 "$1/dev/stdin"
    ln -s fd/1 "$1/dev/stdout"
    ln -s fd/2 "$1/dev/stderr"
}

# mknod leaves out what the umask says.
make_device() {
    mknod "$1/$3" c "$4" "$5"
    chmod "$2" "$1/$3"
}

# Loopback, and an interface to a network that nobody is in.
make_network() {
    ip link set lo up
    ip link add eth0 type veth peer name nobody
    ip link set eth0 up
    ip link set nobody up
}

# Makes $1, where everything is mounted, the root of this process and of all later ones of its mount namespace. Not by
# chroot: whoever is in one can make no user namespace.
enter_root() {
    cd "$1" || return
    mkdir -p mnt
    pivot_root . mnt
    umount -l /mnt
}
