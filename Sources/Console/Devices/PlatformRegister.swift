// SPDX-License-Identifier: Apache-2.0

internal import Devices

/// What platform registers stand for, in words.
///
/// Source: TCG PC Client Platform Firmware Profile 1.06, section 3.3.4, for 0 to 7 and 16 and 23; UAPI Group, Linux TPM PCR Registry,
/// for the others.
enum PlatformRegister {
    /// What is measured into it.
    static func name(of index: Int) -> String {
        switch index {
        case 0: "firmware"
        case 1: "firmware settings"
        case 2: "option ROMs"
        case 3: "option ROM settings"
        case 4: "boot loader"
        case 5: "boot settings and partitions"
        case 6: "maker's own"
        case 7: "Secure Boot policy"
        case 8: "boot loader commands"
        case 9: "kernel and initrd"
        case 10: "files run (IMA)"
        case 11: "unified kernel"
        case 12: "kernel command line"
        case 13: "system extensions"
        case 14: "shim's keys"
        case 15: "system identity"
        case 16: "debugging"
        case 23: "application"
        default: "no fixed use"
        }
    }

    /// What changed and what did not, in a sentence.
    static func difference(of detail: DeviceDetail) -> String {
        let changed = detail.changed
        let same = detail.registers.filter { $0.expected.contains($0.found) }
        let open = detail.registers.count - changed.count - same.count
        if detail.registers.isEmpty { return "no values were shown yet" }
        let tail = open > 0 ? "; \(open) without one" : ""
        guard let first = changed.first else {
            return same.isEmpty ? "there is no reference yet" : "all \(same.count) as the reference\(tail)"
        }
        let what = changed.map { name(of: $0.index) }.joined(separator: ", ")
        let others = same.isEmpty ? "" : "; \(list(same.map(\.index))) did not"
        return "the \(changed.count == 1 ? name(of: first.index) : what) changed\(others)\(tail)"
    }

    /// `PCR 0 to 3, 5`: runs of three and more are drawn together.
    static func list(_ indices: [Int]) -> String {
        let sorted = Array(Set(indices)).sorted()
        var parts: [String] = []
        var start = 0
        while start < sorted.count {
            var end = start
            while end + 1 < sorted.count, sorted[end + 1] == sorted[end] + 1 { end += 1 }
            if end - start >= 2 {
                parts.append("\(sorted[start]) to \(sorted[end])")
            } else {
                parts += sorted[start...end].map(String.init)
            }
            start = end + 1
        }
        return "PCR " + parts.joined(separator: ", ")
    }
}
