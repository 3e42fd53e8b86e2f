# shellcheck shell=sh disable=SC2034
# The commands that virtual hosts are made and started with, and the Debian packages that bring them.
lab_commands="mmdebstrap unshare nsenter setpriv busybox qemu-system-x86_64 qemu-img mke2fs ssh ssh-keygen flock sha256sum tar"
lab_packages="mmdebstrap debian-archive-keyring qemu-system-x86 qemu-utils e2fsprogs openssh-client util-linux \
coreutils tar busybox-static"
