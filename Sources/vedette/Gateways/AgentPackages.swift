// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Installer
internal import Station

/// The agent's packages that came with this program.
enum AgentPackages {
    /// Debian's word for what this machine is.
    static var ownArchitecture: String {
        #if arch(arm64)
            "arm64"
        #else
            "amd64"
        #endif
    }

    /// Where they are: beside an installed program.
    private static var folder: String {
        URL(fileURLWithPath: ProgramPath.current).resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("../share/vedette/agents").standardizedFileURL.path
    }

    /// The one for an architecture, or the one in the file `path`.
    static func load(_ path: String?, architecture: String) throws -> AgentPackage {
        let path = try path ?? newest(architecture)
        guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int,
            size <= AgentPackage.sizeLimit, let bytes = FileManager.default.contents(atPath: path)
        else {
            throw UserMessage(.environment, "\(path): it cannot be read, or is no package.")
        }
        do throws(InstallerError) {
            return try AgentPackage(name: (path as NSString).lastPathComponent, bytes: Array(bytes))
        } catch {
            throw UserMessage(.wrongUse, "\(error.message).")
        }
    }

    private static func newest(_ architecture: String) throws -> String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let fitting = names.filter { $0.hasPrefix("vedette-agent_") && $0.hasSuffix("_\(architecture).deb") }
        guard let name = fitting.max(by: { $0.compare($1, options: .numeric) == .orderedAscending }) else {
            throw UserMessage(
                .environment, "\(folder): there is no package of the agent for \(architecture).",
                help: "Name one with --package; 'make deb' writes it.")
        }
        return "\(folder)/\(name)"
    }
}
