# SPDX-License-Identifier: Apache-2.0
complete -c vedette-agent -f
complete -c vedette-agent -n __fish_use_subcommand -a enroll -d 'get the certificate of this gateway from a station'
complete -c vedette-agent -n __fish_use_subcommand -a run -d 'follow the logs and send them until it is ended'
complete -c vedette-agent -n __fish_use_subcommand -a status -d 'show how the running agent stands'
complete -c vedette-agent -n __fish_use_subcommand -l help -d 'what the commands are'
complete -c vedette-agent -n __fish_use_subcommand -l version -d 'the version'
complete -c vedette-agent -n '__fish_seen_subcommand_from run status' -l config -r -F -d 'the configuration'
complete -c vedette-agent -n '__fish_seen_subcommand_from status' -l json -d 'as JSON'
complete -c vedette-agent -n '__fish_seen_subcommand_from enroll' -l station -x -d 'where it enrols gateways'
complete -c vedette-agent -n '__fish_seen_subcommand_from enroll' -l token -x -d 'what the station printed'
complete -c vedette-agent -n '__fish_seen_subcommand_from enroll' -l state -x -a '(__fish_complete_directories)' -d 'the folder of the agent'
complete -c vedette-agent -n '__fish_seen_subcommand_from enroll' -l key -x -a 'auto tpm file' -d 'where the key is made'
complete -c vedette-agent -n '__fish_seen_subcommand_from enroll' -l tpm -x -d 'the way to the TPM'
