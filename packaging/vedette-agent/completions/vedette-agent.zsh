#compdef vedette-agent
# SPDX-License-Identifier: Apache-2.0
_vedette_agent() {
    local -a commands
    commands=(
        'enroll:get the certificate of this gateway from a station'
        'run:follow the logs and send them until it is ended'
        'status:show how the running agent stands'
        'tpm:take the TPMs into use, step by step'
    )
    if ((CURRENT == 2)); then
        _describe command commands
        _arguments '--help[what the commands are]' '--version[the version]'
        return
    fi
    case $words[2] in
    enroll)
        _arguments '--station[where it enrols gateways]:host and port:_hosts' '--token[what the station printed]:token:' \
            '--state[the folder of the agent]:folder:_files -/' '--key[where the key is made]:place:(auto tpm file)' \
            '--tpm[the way to the TPM]:way:'
        ;;
    run) _arguments '--config[the configuration]:file:_files' ;;
    status) _arguments '--config[the configuration]:file:_files' '--json[as JSON]' ;;
    tpm)
        _arguments '--config[the configuration]:file:_files' '--device[only this one]:name:' '--new[make new keys]'
        ;;
    esac
}
_vedette_agent "$@"
