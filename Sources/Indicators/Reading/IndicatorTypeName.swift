// SPDX-License-Identifier: Apache-2.0

/// The names that lists give to the types of their indicators.
enum IndicatorTypeName {
    /// One part of a type.
    enum Part: Hashable {
        /// A value of this kind.
        case kind(IndicatorKind)
        /// A value whose kind has to be guessed.
        case unknown
        /// A value that says more of its neighbour, such as a port.
        case notLookedFor

        /// The kind, where the name says it.
        var kind: IndicatorKind? {
            if case .kind(let kind) = self { kind } else { nil }
        }
    }

    /// The parts of the type `name`, which stand in a value with `|` between them; never empty. `nil` if the name is
    /// not known or names only what no event holds.
    static func parts(of name: String) -> [Part]? {
        guard name.utf8.count <= 100 else { return nil }
        var parts: [Part] = []
        for part in normal(name).split(separator: "|", omittingEmptySubsequences: false) {
            guard let part = table[String(part)] else { return nil }
            parts.append(part)
        }
        return parts.allSatisfy { $0 == .notLookedFor } ? nil : parts
    }

    /// A name in lower case, with one mark between its words.
    static func normal(_ name: String) -> String {
        String(name[...].trimmed.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
    }

    /// Sources: the attribute types of MISP, the object types of STIX 2.1, the columns of abuse.ch and OTX exports.
    private static let table: [String: Part] = {
        var table: [String: Part] = [:]
        let names: [(IndicatorKind, String)] = [
            (.network, "ip ip_src ip_dst ipv4 ipv6 ipv4_addr ipv6_addr ip_address address cidr subnet network ip:port"),
            (.network, "dst_ip src_ip dest_ip netblock ipv4_cidr ipv6_cidr"),
            (.domain, "domain hostname host fqdn domain_name"),
            (.url, "url uri"),
            (.md5, "md5 md5_hash filehash_md5 file_md5 hash_md5"),
            (.sha1, "sha1 sha_1 sha1_hash filehash_sha1 file_sha1 hash_sha1"),
            (.sha256, "sha256 sha_256 sha256_hash filehash_sha256 file_sha256 hash_sha256"),
            (.ja3, "ja3 ja3s ja3_hash ja3s_hash ja3_md5 ja3_fingerprint_md5 ja3s_fingerprint_md5"),
            (.ja4, "ja4 ja4_fingerprint"),
            (.certificate, "certificate cert_sha1 x509_fingerprint_sha1 ssl_cert_sha1 tls_fingerprint tls.fingerprint"),
        ]
        for (kind, list) in names {
            for name in list.split(separator: " ") { table[String(name)] = .kind(kind) }
        }
        for name in ["hash", "file_hash", "indicator", "ioc", "unknown"] { table[name] = .unknown }
        for name in ["port", "filename", "comment"] { table[name] = .notLookedFor }
        return table
    }()
}
