// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query
internal import Synchronization

/// One database of places or networks by address, an `.mmdb` file of any vendor. It does not change, and threads may share it.
///
/// The file is read into memory, so that nothing that is done to it afterwards matters; the newer one counts after the next start.
package final class GeoDatabase: Sendable {
    /// The largest file that is taken, in bytes.
    package static let sizeLimit = 1 << 30

    /// What a database tells.
    package struct Holdings: OptionSet, Sendable, Hashable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        package static let countries = Holdings(rawValue: 1)
        package static let cities = Holdings(rawValue: 2)
        package static let networks = Holdings(rawValue: 4)
    }

    /// Where the file was found.
    package let path: String
    /// What the file calls itself.
    package let type: String
    /// When it was made, as it says itself.
    package let built: Instant
    /// What its records hold, as far as some hundred of them tell.
    package let holdings: Holdings

    private let tree: SearchTree
    private let section: DataSection
    /// Countries by the offset of the record: there are far fewer records than addresses. `nil` where a record has none.
    private let countries = Mutex<[Int: Country?]>([:])
    private static let remembered = 1 << 17

    /// Opens a file.
    ///
    /// - Throws: `GeoFailure`; a file that is opened can still hold damaged records, which tell nothing.
    package init(path: String) throws(GeoFailure) {
        let file = try FileBytes.all(of: path, limit: Self.sizeLimit)
        let metadata = try Metadata(file, path: path)
        tree = SearchTree(file, metadata)
        section = DataSection(file[metadata.data])
        holdings = Self.holdings(tree, section)
        guard !holdings.isEmpty else { throw .wrongKind(path: path, type: metadata.type) }
        self.path = path
        type = metadata.type
        let (built, overflow) = Int64(metadata.built).multipliedReportingOverflow(by: 1_000_000)
        self.built = Instant(microseconds: overflow ? 0 : built)
    }

    /// What some hundred records, taken from all over the tree, hold.
    private static func holdings(_ tree: SearchTree, _ section: DataSection) -> Holdings {
        var found: Holdings = []
        var looked = 0
        for node in stride(from: 0, to: tree.nodes, by: max(1, tree.nodes / 8192)) where looked < 256 {
            for offset in [false, true].compactMap({ tree.offset(node: node, isRight: $0) }) {
                looked += 1
                guard let location = GeoRecord(section, at: offset)?.location else { continue }
                if location.country != .unknown { found.insert(.countries) }
                if location.city != nil || location.point != nil { found.insert(.cities) }
                if location.asNumber != nil || location.asOrganisation != nil { found.insert(.networks) }
            }
        }
        return found
    }

    /// The country of an address, or the one it is registered in; `nil` if the database does not know it.
    package func country(of address: IPAddress) -> Country? {
        guard let offset = tree.offset(of: address) else { return nil }
        if let known = countries.withLock({ $0[offset] }) { return known }
        let country = GeoRecord(section, at: offset)?.country
        countries.withLock { known in
            if known.count >= Self.remembered { known.removeAll(keepingCapacity: true) }
            known[offset] = .some(country)
        }
        return country
    }

    /// What the database tells about an address; `nil` if it does not know it.
    package func location(of address: IPAddress) -> GeoLocation? {
        guard let offset = tree.offset(of: address) else { return nil }
        return GeoRecord(section, at: offset)?.location
    }
}
