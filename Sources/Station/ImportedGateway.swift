// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Intake

/// The gateway that an imported file belongs to, where nobody said.
enum ImportedGateway {
    /// The gateway whose configured files hold the path; else the folder of an `eve.json`; else the file's own name without
    /// its endings. Characters that no gateway's name may hold become dashes.
    static func named(by path: String, plan: SourcePlan) -> String {
        guard path != "-" else { return "stdin" }
        let url = URL(fileURLWithPath: path)
        let configured = plan.sources().first { URL(fileURLWithPath: $0.path).path == url.path }
        if let configured { return configured.gateway }
        let file = url.lastPathComponent
        let folder = url.deletingLastPathComponent().lastPathComponent
        let stem =
            file.range(of: ".eve").map { String(file[..<$0.lowerBound]) }
            ?? file.split(separator: ".").first.map(String.init) ?? file
        return cleaned(file.hasPrefix("eve") && !folder.isEmpty ? folder : stem)
    }

    private static func cleaned(_ name: String) -> String {
        let characters = name.unicodeScalars.prefix(64).map { scalar -> Character in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": Character(scalar)
            default: "-"
            }
        }
        return characters.allSatisfy { $0 == "." } ? "unnamed" : String(characters)
    }
}
