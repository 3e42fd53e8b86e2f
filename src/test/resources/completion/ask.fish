# Prints what fish offers at the end of each line of standard input, below the line. Argument: the script to test.
source $argv[1]
while read -l line
    echo "== $line"
    complete -C "$line" | string replace -r '\t.*' ''
end
