// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// What this process has taken of memory, as the kernel tells it.
enum ProcessMemory {
    /// The most so far.
    static var peakKilobytes: Int { kilobytes("VmHWM:") }
    /// At present.
    static var residentKilobytes: Int { kilobytes("VmRSS:") }

    private static func kilobytes(_ name: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }
}
