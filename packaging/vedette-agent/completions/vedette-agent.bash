# SPDX-License-Identifier: Apache-2.0
# bash completion for vedette-agent
_vedette_agent() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    if [[ $before == --config || $before == --state ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    elif [[ $before == --key ]]; then
        mapfile -t COMPREPLY < <(compgen -W "auto tpm file" -- "$word")
    elif ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "enroll run status tpm --help --version" -- "$word")
    elif [[ ${COMP_WORDS[1]} == enroll ]]; then
        mapfile -t COMPREPLY < <(compgen -W "--station --token --state --key --tpm" -- "$word")
    elif [[ ${COMP_WORDS[1]} == run ]]; then
        mapfile -t COMPREPLY < <(compgen -W "--config" -- "$word")
    elif [[ ${COMP_WORDS[1]} == status ]]; then
        mapfile -t COMPREPLY < <(compgen -W "--config --json" -- "$word")
    elif [[ ${COMP_WORDS[1]} == tpm ]]; then
        mapfile -t COMPREPLY < <(compgen -W "--config --device --new" -- "$word")
    fi
}
complete -F _vedette_agent vedette-agent
