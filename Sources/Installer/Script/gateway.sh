#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Sets up the gateway @GATEWAY@ for a Vedette station. It says what it will do, and asks, before it does anything.
#
# Until it was used it is a secret: whoever has it can be @GATEWAY@, once, until @UNTIL@.
# Check it before you run it. station.pub came to you another way than this file did:
#
#   sha256sum -c @FILE@.sha256
#   openssl dgst -sha256 -verify station.pub -signature @FILE@.sig @FILE@
#
#   sudo sh @FILE@ --dry-run                shows what it would do
#   sudo sh @FILE@                          asks, and does it
#   sudo sh @FILE@ --suricata INTERFACE     sets up Suricata on INTERFACE as well
#   ... --key file                          keeps the key in a file where there is a TPM, too
#   ... --yes                               does not ask
#
# Exit codes: 0 done, 1 refused or not wanted, 2 wrong use, 3 the machine lacks something.
set -eu

gateway='@GATEWAY@'
stations='@STATIONS@'
enrol='@ENROL@'
token='@TOKEN@'
until='@UNTIL@'
station='@STATION@'
package='@PACKAGE@'
architecture='@ARCHITECTURE@'
package_sum='@PACKAGE_SUM@'

config=/etc/vedette/agent.yaml
state=/var/lib/vedette-agent
sensor=/etc/suricata/suricata.yaml
pushed=/etc/suricata/vedette
updated=/var/lib/suricata/rules/suricata.rules
socket=/run/suricata-command.socket
dropin=/etc/systemd/system/suricata.service.d/vedette.conf
self=$0
work=''

fail() {
    code=$1
    shift
    printf '%s: %s\n' "${self##*/}" "$*" >&2
    exit "$code"
}

# What stands behind the last line of the script is the package, 'base64' of it.
unpack() {
    [ -r "$self" ] || fail 2 "the package is in the file itself: call 'sh FILE', and do not pipe it into a shell."
    sed '1,/^#PACKAGE#$/d' "$self" | base64 -d >"$work/$package" 2>/dev/null || :
    set -- "$(sha256sum <"$work/$package")"
    [ "${1%% *}" = "$package_sum" ] || fail 1 "the package in it is damaged or cut; get the file again."
}

# The agent's configuration, as it is to be.
settings() {
    echo "# Written by the installer of the gateway $gateway."
    echo "stations:"
    for one in $stations; do echo "  - \"$one\""; done
    echo "logs:"
    echo "  - /var/log/suricata/eve.json"
    [ -z "$interface" ] || {
        echo "suricata-config: $sensor"
        echo "suricata-rules: $pushed/vedette.rules"
        echo "suricata-thresholds: $pushed/threshold.config"
        echo "suricata-socket: $socket"
    }
}

# Suricata's configuration as it is to be, of the file $1: each change where the setting stands now, and nothing else.
sensor_settings() {
    # Where another file is named for thresholds, that one stays.
    limited=0
    ! grep -q '^threshold-file:' "$1" || limited=1
    awk -v interface="$interface" -v pushed="$pushed" -v socket="$socket" -v limited="$limited" '
        /^[A-Za-z]/ { section = $1 }
        section == "af-packet:" && /^  - interface:/ && !one { sub(/interface:.*/, "interface: " interface); one = 1 }
        section == "unix-command:" && /^  enabled:/ { sub(/enabled:.*/, "enabled: yes") }
        section == "unix-command:" && /^  #filename:/ { sub(/#filename:.*/, "filename: " socket) }
        section == "outputs:" && /^      community-id: false/ { sub(/false/, "true") }
        /^# *threshold-file:/ && !limited { print "threshold-file: " pushed "/threshold.config"; limited = 1; next }
        index($0, pushed "/vedette.rules") { listed = 1 }
        { print }
        /^rule-files:/ && !named { print "  - " pushed "/vedette.rules"; named = 1 }
    ' "$1" | awk -v line="  - $pushed/vedette.rules" '$0 == line && seen++ { next } { print }'
}

sensor_unit() {
    echo "# Lets vedette-agent ask Suricata what it runs, and tell it to load pushed rules. Written by the installer of $gateway."
    echo "[Service]"
    # It makes it once its rules are loaded, which takes minutes where there are many; one that was left behind is none.
    echo "TimeoutStartSec=360"
    echo "ExecStartPre=-/bin/rm -f $socket"
    echo "ExecStartPost=-/bin/sh -c 'i=0; while [ \$\$i -lt 300 ]; do chgrp vedette-agent $socket 2>/dev/null && exit; i=\$\$((i + 1)); sleep 1; done'"
}

show_sensor() {
    if [ ! -e "$sensor" ]; then
        echo "  install   suricata from Debian, and then change $sensor:"
        echo "            the interface $interface, community-id, its command socket, and the files of pushed rules"
        return
    fi
    sensor_settings "$sensor" >"$work/suricata.yaml"
    if cmp -s "$sensor" "$work/suricata.yaml"; then
        echo "  leave     $sensor as it is"
    else
        echo "  change    $sensor, with the one before beside it as suricata.yaml.before-vedette:"
        diff -U 0 "$sensor" "$work/suricata.yaml" | sed '1,2d; s/^/            /' || :
    fi
    old=$(awk '/^threshold-file:/ { gsub(/["\047]/, "", $2); print $2 }' "$sensor")
    case $old in
    "$pushed/threshold.config") ;;
    '')
        ! grep -qs '^[^#]' /etc/suricata/threshold.config ||
            echo "  NOTE      lines of /etc/suricata/threshold.config are read no more: bring those that matter into the station's rules"
        ;;
    *) echo "  NOTE      $sensor names $old for thresholds, which stays: what the station pushes is refused until it names $pushed/threshold.config" ;;
    esac
}

show() {
    echo "The gateway $gateway, for the station at $enrol"
    echo "(its certificate, SHA-256: $station):"
    echo "  install   $package, SHA-256 $package_sum"
    settings >"$work/agent.yaml"
    if [ ! -e "$config" ]; then
        echo "  write     $config"
    elif cmp -s "$config" "$work/agent.yaml"; then
        echo "  leave     $config as it is"
    else
        echo "  change    $config, with the one before beside it as agent.yaml.before-vedette:"
        diff -U 0 "$config" "$work/agent.yaml" | sed '1,2d; s/^/            /' || :
    fi
    if [ -e "$state/agent.pem" ]; then
        echo "  leave     the certificate in $state: this machine is enrolled. Remove $state/agent.pem to enrol it anew"
    else
        if [ "$key" = tpm ] && ! provider; then
            echo "  install   tpm2-openssl from Debian, for a key in this machine's TPM"
        fi
        echo "  enrol     with a token that holds until $until"
        case $key in
        tpm) echo "  make      its key in the TPM, from where nobody can copy it; --key file keeps it in $state" ;;
        *) echo "  make      its key in $state" ;;
        esac
    fi
    if [ -n "$interface" ]; then
        show_sensor
        [ -e "$updated" ] || echo "  make      $updated, empty: 'suricata-update' has not fetched any rules yet"
        echo "  make      $pushed, for the rules that the station pushes; vedette-agent may write there"
        echo "  write     $dropin"
        echo "  restart   suricata"
    fi
    echo "  start     vedette-agent"
}

# put MODE FILE PATH: a file, with what was there before beside it, each time; owner and rights of that stay.
put() {
    if [ ! -e "$3" ]; then
        install -D -m "$1" "$2" "$3"
    elif ! cmp -s "$2" "$3"; then
        cp -p --backup=numbered "$3" "$3.before-vedette"
        cp -p "$3" "$3.new"
        cat "$2" >"$3.new"
        mv "$3.new" "$(readlink -f "$3")"
    fi
}

# Whether OpenSSL can speak to a TPM.
provider() { ls /usr/lib/*/ossl-modules/tpm2.so >/dev/null 2>&1; }

# The TPM's group is made by the packages that bring its libraries, and the agent's user by the agent's.
set_up_tpm() {
    provider || DEBIAN_FRONTEND=noninteractive apt-get install -y -q tpm2-openssl >"$work/said" 2>&1 || {
        cat "$work/said" >&2
        fail 3 "tpm2-openssl cannot be installed; with --key file the key needs no TPM."
    }
    ! getent group tss >/dev/null || adduser --quiet vedette-agent tss
}

# systemd, where the machine runs by it; 1 where it does not.
systemd() { [ -d /run/systemd/system ]; }

set_up_sensor() {
    if [ ! -e "$sensor" ]; then
        apt-get install -y -q suricata >&2 || fail 3 "suricata cannot be installed; see what apt-get said."
        sensor_settings "$sensor" >"$work/suricata.yaml"
    fi
    # Suricata's own user, where it has one, reads them; the agent writes them.
    install -d -m 755 -o vedette-agent -g vedette-agent "$pushed"
    for file in vedette.rules threshold.config; do
        [ -e "$pushed/$file" ] || install -m 644 -o vedette-agent -g vedette-agent /dev/null "$pushed/$file"
    done
    # Suricata's test fails where a file of rules that its configuration names is not there.
    [ -e "$updated" ] || install -D -m 644 /dev/null "$updated"
    suricata -T -c "$work/suricata.yaml" -l "$work" >"$work/said" 2>&1 || {
        cat "$work/said" >&2
        fail 1 "Suricata does not take $sensor with these changes, so it was left as it was. The agent is installed."
    }
    cp "$sensor" "$work/old.yaml"
    put 644 "$work/suricata.yaml" "$sensor"
    sensor_unit >"$work/unit"
    [ ! -e "$dropin" ] || cp "$dropin" "$work/old.unit"
    put 644 "$work/unit" "$dropin"
    if systemd; then
        systemctl daemon-reload
        systemctl restart suricata || {
            journalctl -u suricata -n 5 --no-pager >&2 || :
            cat "$work/old.yaml" >"$sensor"
            if [ -e "$work/old.unit" ]; then cat "$work/old.unit" >"$dropin"; else rm -f "$dropin"; fi
            systemctl daemon-reload
            systemctl restart suricata || :
            fail 3 "suricata did not start with the changes, so $sensor is as it was. The agent is installed, and not started."
        }
    else
        echo "Start Suricata anew, and let the group vedette-agent at $socket: systemd does not run here."
    fi
}

set_up() {
    # dpkg is enough where all that the package needs is there; else apt brings it, or says what is missing. Neither asks.
    dpkg --force-confold -i "$work/$package" >"$work/said" 2>&1 </dev/null ||
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q -o Dpkg::Options::=--force-confold "$work/$package" >>"$work/said" 2>&1 || {
        cat "$work/said" >&2
        fail 3 "the package cannot be installed."
    }
    if [ -e "$state/agent.pem" ]; then
        # A certificate of another name makes this machine another gateway.
        openssl x509 -in "$state/agent.pem" -noout -subject 2>/dev/null | grep -q "CN *= *$gateway\$" ||
            echo "NOTE: the certificate in $state is not that of $gateway. 'vedette gateways list' at the station tells whose; it stays."
    else
        [ "$key" != tpm ] || set_up_tpm
        # Not on the command line, where every user of the machine could read it.
        printf '%s\n' "$token" |
            setpriv --reuid=vedette-agent --regid=vedette-agent --init-groups \
                vedette-agent enroll --station "$enrol" --token - --state "$state" --key "$key" ||
            fail 1 "this gateway was not enrolled; what it says above tells why. If its token was used, with a new installer of 'vedette gateways installer $gateway' it can be tried again."
    fi
    put 644 "$work/agent.yaml" "$config"
    [ -z "$interface" ] || set_up_sensor
    if systemd; then
        systemctl restart vedette-agent || fail 3 "vedette-agent does not start; 'journalctl -u vedette-agent' says why."
    else
        echo "Start 'vedette-agent run' as the user vedette-agent: systemd does not run here."
    fi
    echo "$gateway is set up. 'vedette-agent status' tells how it stands. This file is of no more use; remove it."
}

main() {
    interface=''
    mode=ask
    key=file
    [ ! -e /dev/tpmrm0 ] || key=tpm
    while [ $# -gt 0 ]; do
        case $1 in
        --dry-run) mode=show ;;
        --yes) mode="do" ;;
        --key)
            case ${2-} in
            file | tpm) key=$2 ;;
            *) fail 2 "--key needs 'file' or 'tpm'." ;;
            esac
            shift
            ;;
        --suricata)
            [ $# -gt 1 ] || fail 2 "--suricata needs the name of an interface, as 'ip link' shows it."
            interface=$2
            shift
            ;;
        --help | -h)
            sed -n '3,/^set -eu$/{/^set -eu$/d; s/^# \{0,1\}//; p}' "$self"
            exit 0
            ;;
        *) fail 2 "'$1' is not known here; --help lists what is." ;;
        esac
        shift
    done
    case $interface in
    *[!A-Za-z0-9_.:@-]*) fail 2 "'$interface' is no name of an interface." ;;
    esac
    for tool in dpkg base64 sha256sum awk diff setpriv install; do
        command -v "$tool" >/dev/null 2>&1 || fail 3 "$tool is missing; this is for Debian and what is made of it."
    done
    [ "$(dpkg --print-architecture)" = "$architecture" ] ||
        fail 3 "the package in it is for $architecture, and this machine is $(dpkg --print-architecture); make another installer at the station."
    [ -z "$interface" ] || [ -e "/sys/class/net/$interface" ] || fail 2 "there is no interface '$interface'; 'ip link' lists them."
    # Where Suricata listens for commands now; a setting that is commented out is none.
    [ ! -r "$sensor" ] || named=$(awk '/^[A-Za-z]/ { section = $1 } section == "unix-command:" && /^  filename:/ { gsub(/["\047]/, "", $2); print $2 }' "$sensor")
    case ${named:=$socket} in
    /*) socket=$named ;;
    *) socket=/var/run/suricata/$named ;;
    esac
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM
    unpack
    show
    [ "$mode" != show ] || exit 0
    [ "$(id -u)" -eq 0 ] || fail 2 "call it as root: it installs a package."
    if [ "$mode" = ask ]; then
        [ -t 0 ] || fail 2 "there is no terminal to ask at; --yes does it without asking."
        printf 'Go on? [y/N] '
        read -r answer
        case $answer in y | Y | yes) ;; *) fail 1 "nothing was changed." ;; esac
    fi
    set_up
}

main "$@"
exit
#PACKAGE#
