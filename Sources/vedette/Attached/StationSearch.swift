// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Sockets
internal import Station

/// Where a console looks for a station to attach to.
struct StationSearch {
    /// The socket that was asked for, if one was.
    var attach: String?
    /// Whether there must be one.
    var isNeeded: Bool

    /// A call of the first station that is there; `nil` where none is, and the console reads the store by itself.
    ///
    /// - Throws: `UserMessage` where a station is there and will not have us, or none is and there must be one.
    func call(
        _ options: StationOptions, _ configuration: StationConfiguration
    ) throws(UserMessage) -> StationCall? {
        if options.data != nil { return nil }
        let named = attach ?? configuration.consoles.socket
        // Whoever follows gateways of their own does not mean the machine's station.
        let packaged = configuration.hasSources ? [] : [StationConfiguration.packagedConsoleSocket]
        let paths = named.map { [$0] } ?? [configuration.consoleSocket] + packaged
        var reasons: [String] = []
        for path in paths {
            do throws(StationCall.Failure) {
                return try StationCall(path: path)
            } catch {
                switch error {
                case .refused: throw UserMessage(.notSo, "\(path): \(error.reason).")
                case .strange: throw UserMessage(.environment, "\(path): \(error.reason).", help: Self.logs)
                case .unreachable(let failure):
                    // A folder that keeps us out may hold a station of others, which is none of ours unless it was named.
                    guard failure.isNobody || named == nil && failure.code == EACCES else {
                        throw UserMessage(.environment, "\(path): \(error.reason).", help: Self.logs)
                    }
                    reasons.append("\(path): \(error.reason)")
                }
            }
        }
        // A store that is for the station's user alone cannot be read instead.
        guard isNeeded || named != nil && isClosed(configuration.dataDirectory) else { return nil }
        throw UserMessage(
            .notSo, reasons.joined(separator: "; ") + ".",
            help: "'vedette serve' is what consoles attach to; is it running?")
    }

    private func isClosed(_ directory: String) -> Bool {
        let outcome = unsafe access(directory, X_OK)
        return outcome != 0 && errno == EACCES
    }

    private static let logs = "The station's log tells more (journalctl -u vedette)."
}
