# >>> rootlessctl >>>
# Managed by rootlessctl from rootless.toml; edits between these two lines are lost.
export DOCKER_HOST=unix:///run/user/1000/docker.sock
# <<< rootlessctl <<<
