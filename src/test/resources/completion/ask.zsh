# Prints what zsh offers at the end of each line of standard input, below the line. Argument: the script to test. A zsh
# on a terminal of its own completes them; its compadd, which gets every match, writes them to a file.
zmodload zsh/zpty
export SCRIPT=$1 MATCHES=$(mktemp)
zpty completing zsh -f -i
{
    zpty -w completing 'PS1= PS2= ; unsetopt prompt_cr prompt_sp; stty -echo'
    zpty -w completing 'autoload -Uz compinit && compinit -u -D && source $SCRIPT'
    zpty -w completing '
    compadd() {
        if [[ ${@[1,(i)(-|--)]} == *-[OAD]\ * ]]; then builtin compadd "$@"; return; fi
        local -a hits; builtin compadd -A hits "$@"; print -rl -- $hits >>$MATCHES
    }
    complete-word() { unset "compstate[vared]"; _main_complete "$@"; print -r END >>$MATCHES; compstate[insert]= compstate[list]=; print -n END; }
    zle -C complete-word complete-word complete-word; bindkey "^I" complete-word; bindkey "^U" kill-whole-line; print READ""Y'
    zpty -r -m completing ignored '*READY*'
    while IFS= read -r line; do
        : >$MATCHES
        zpty -w -n completing $'\x15'"$line"$'\t'
        zpty -r -m completing ignored '*END*'
        print -r -- "== $line"
        grep -vx -e END -e '' $MATCHES
    done
} always {
    zpty -d completing
    rm -f $MATCHES
}
