# Prints what bash offers at the end of each line of standard input, below the line. Argument: the script to test.
source "$1"
while IFS= read -r line; do
    # shellcheck disable=SC2206 # as readline breaks it
    COMP_WORDS=($line)
    [[ $line != *' ' ]] || COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _rootlessctl
    printf '== %s\n' "$line"
    printf '%s\n' "${COMPREPLY[@]}"
done
