// SPDX-License-Identifier: Apache-2.0

/// The mapping files of `Data`, which are built into the program.
enum BuiltinMappings {
    /// Their texts, by the names of the files.
    static var texts: [String] {
        [
            PackageResources.dns_yml, PackageResources.dns_query_yml, PackageResources.firewall_yml,
            PackageResources.network_yml, PackageResources.network_connection_yml, PackageResources.proxy_yml,
            PackageResources.suricata_yml, PackageResources.webserver_yml, PackageResources.zeek_yml,
        ].map { String(decoding: $0, as: UTF8.self) }
    }
}
