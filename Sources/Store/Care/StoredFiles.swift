// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation

extension Partition {
    /// The partition whose files have this name; `nil` for names that no partition has.
    init?(name: String) {
        if name == Partition.shared.name {
            self = .shared
            return
        }
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard name.utf8.count == 10, parts.count == 3, parts.allSatisfy({ $0.allSatisfy(\.isNumber) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return nil }
        let number = Int32(clamping: CivilTime(year: year, month: month, day: day).daysSinceEpoch)
        guard Partition.text(ofDay: number) == name else { return nil }
        self = .day(number)
    }
}

extension Partition {
    /// The one day whose events it can hold; `nil` for the shared file.
    var onlyDay: Int32? {
        switch self {
        case .day(let day), .kept(let day): day
        case .shared: nil
        }
    }
}

extension StoreDirectory {
    /// Whether one of a partition's files is there.
    func has(_ partition: Partition) -> Bool {
        [path(of: partition), rawPath(of: partition)].contains { FileManager.default.fileExists(atPath: $0) }
    }

    /// The partitions that have files, in the order of their days, whatever the books say.
    var storedPartitions: [Partition] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: days)) ?? []
        let found = names.compactMap { name -> Partition? in
            guard let ending = [".db", ".raw"].first(where: name.hasSuffix) else { return nil }
            return Partition(name: String(name.dropLast(ending.count)))
        }
        return Set(found).sorted { ($0.origin, $0.name) < ($1.origin, $1.name) }
    }
}
