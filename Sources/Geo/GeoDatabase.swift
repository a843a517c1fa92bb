// SPDX-License-Identifier: Apache-2.0

internal import CMaxMindDB
package import EVE
internal import Glibc
package import Query
internal import Synchronization

/// One database of places or networks by address, an `.mmdb` file of any vendor. It does not change, and threads may share it.
///
/// The file is copied into memory, so that nothing that is done to it afterwards matters; the newer one counts after the next start.
@safe
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

    // Neither the library nor this class writes to it after it was opened, and it lives as long as this object.
    nonisolated(unsafe) private let database: UnsafeMutablePointer<MMDB_s>
    /// Countries by the offset of the record: there are far fewer records than addresses. `nil` where a record has none.
    private let countries = Mutex<[UInt32: Country?]>([:])
    private static let remembered = 1 << 17

    /// Opens a file.
    ///
    /// - Throws: `GeoFailure`; a file that is opened can still hold damaged records, which tell nothing.
    package init(path: String) throws(GeoFailure) {
        let copy = try MemoryFile(copyOf: path, limit: Self.sizeLimit)
        let metadata = try Metadata(copy.suffix(Metadata.limit), fileSize: copy.size, path: path)
        let database = UnsafeMutablePointer<MMDB_s>.allocate(capacity: 1)
        unsafe database.initialize(to: MMDB_s())
        let status = unsafe MMDB_open(copy.path, UInt32(MMDB_MODE_MMAP), database)
        guard status == MMDB_SUCCESS else {
            unsafe database.deallocate()
            throw .damaged(path: path, reason: unsafe String(cString: MMDB_strerror(status)))
        }
        let holdings = unsafe Self.holdings(database)
        guard !holdings.isEmpty else {
            // Before all is set, so that `deinit` does not close it again.
            unsafe MMDB_close(database)
            unsafe database.deallocate()
            throw .wrongKind(path: path, type: metadata.type)
        }
        unsafe self.database = unsafe database
        self.path = path
        self.holdings = holdings
        type = metadata.type
        let (built, overflow) = Int64(metadata.built).multipliedReportingOverflow(by: 1_000_000)
        self.built = Instant(microseconds: overflow ? 0 : built)
    }

    deinit {
        unsafe MMDB_close(database)
        unsafe database.deallocate()
    }

    private static func section(_ database: UnsafeMutablePointer<MMDB_s>) -> DataSection {
        unsafe DataSection(
            UnsafeRawBufferPointer(
                start: database.pointee.data_section, count: Int(database.pointee.data_section_size)))
    }

    /// What some hundred records, taken from all over the tree, hold.
    private static func holdings(_ database: UnsafeMutablePointer<MMDB_s>) -> Holdings {
        let count = unsafe database.pointee.metadata.node_count
        let section = unsafe section(database)
        var found: Holdings = []
        var looked = 0
        for number in stride(from: 0, to: count, by: max(1, Int(count) / 8192)) where looked < 256 {
            var node = unsafe MMDB_search_node_s()
            guard unsafe MMDB_read_node(database, number, &node) == MMDB_SUCCESS else { continue }
            let sides = unsafe [
                (node.left_record_type, node.left_record_entry.offset),
                (node.right_record_type, node.right_record_entry.offset),
            ]
            for (type, offset) in sides where Int32(type) == Int32(MMDB_RECORD_TYPE_DATA) {
                looked += 1
                guard let location = GeoRecord(section, at: Int(offset))?.location else { continue }
                if location.country != .unknown { found.insert(.countries) }
                if location.city != nil || location.point != nil { found.insert(.cities) }
                if location.asNumber != nil || location.asOrganisation != nil { found.insert(.networks) }
            }
        }
        return found
    }

    /// The country of an address, or the one it is registered in; `nil` if the database does not know it.
    package func country(of address: IPAddress) -> Country? {
        guard let offset = offset(of: address) else { return nil }
        if let known = countries.withLock({ $0[offset] }) { return known }
        let country = unsafe GeoRecord(Self.section(database), at: Int(offset))?.country
        countries.withLock { known in
            if known.count >= Self.remembered { known.removeAll(keepingCapacity: true) }
            known[offset] = .some(country)
        }
        return country
    }

    /// What the database tells about an address; `nil` if it does not know it.
    package func location(of address: IPAddress) -> GeoLocation? {
        guard let offset = offset(of: address) else { return nil }
        return unsafe GeoRecord(Self.section(database), at: Int(offset))?.location
    }

    /// Where in the data section the record of an address is.
    private func offset(of address: IPAddress) -> UInt32? {
        var code: Int32 = 0
        let found: MMDB_lookup_result_s
        if address.isV4 {
            var socket = sockaddr_in()
            socket.sin_family = sa_family_t(AF_INET)
            socket.sin_addr.s_addr = UInt32(truncatingIfNeeded: address.low).bigEndian
            unsafe found = unsafe withUnsafePointer(to: &socket) { socket in
                unsafe socket.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe MMDB_lookup_sockaddr(database, $0, &code)
                }
            }
        } else {
            var socket = sockaddr_in6()
            socket.sin6_family = sa_family_t(AF_INET6)
            unsafe withUnsafeMutableBytes(of: &socket.sin6_addr) { unsafe $0.copyBytes(from: address.bytes) }
            unsafe found = unsafe withUnsafePointer(to: &socket) { socket in
                unsafe socket.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe MMDB_lookup_sockaddr(database, $0, &code)
                }
            }
        }
        return unsafe code == MMDB_SUCCESS && found.found_entry ? found.entry.offset : nil
    }
}
