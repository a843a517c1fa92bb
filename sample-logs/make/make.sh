#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes all sample logs anew: traffic, sensors, cutting, counting. Takes about 9 minutes.
# Needs Suricata 7.0.10 with Debian's /etc/suricata, python3 (3.10 or later) and zstd.
set -eu

make_folder=$(cd "$(dirname "$0")" && pwd)
build_folder=$(mktemp -d)
trap 'rm -rf "$build_folder"' EXIT
export PYTHONDONTWRITEBYTECODE=1

for tool in suricata python3 zstd; do
    command -v "$tool" >/dev/null || { echo "make.sh: $tool is not installed" >&2; exit 1; }
done

python3 "$make_folder/write_wires.py" "$build_folder/pcap"
python3 "$make_folder/run_sensors.py" "$build_folder/pcap" "$build_folder/logs"
python3 "$make_folder/finish_logs.py" "$build_folder/logs" "$make_folder/.."
python3 "$make_folder/count_truth.py" "$make_folder/.."
