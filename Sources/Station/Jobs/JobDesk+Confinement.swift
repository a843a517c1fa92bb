// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Foundation
internal import JobWork
internal import Jobs
internal import Store

/// What whoever attaches to the station and is no administrator may have processed.
extension JobDesk {
    /// Refuses what lies elsewhere than the configuration says, whether it is there or not, and what would leave to be seen what the configuration has masked.
    func confine(_ input: String, _ output: String, _ options: JobOptions) throws(JobStoreFailure) {
        let folders = settings.inputFolders + settings.watch.map(\.folder)
        let path = Self.withoutSlashes(input)
        let place = ResolvedPath.of(path)
        // Links are followed, as a link may lead anywhere; one that is the input itself may lead elsewhere a moment later.
        let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
        guard ClipSource.of(input) != .stream, !isLink, Self.lies(place, in: folders) else {
            throw .refused("\(input) is in no folder that 'anonymizer: inputs:' names; an administrator may submit it")
        }
        guard output.isEmpty || Self.lies(ResolvedPath.of(output), in: [outputFolder] + settings.watch.map(\.output))
        else { throw .refused("outputs go to \(outputFolder); leave the output empty") }
        let least = classes(of: place)
        guard options.classes.isSuperset(of: least) else {
            let missing = RegionClass.allCases.filter { least.contains($0) && !options.classes.contains($0) }
            throw .refused(
                "\(missing.map(\.rawValue).joined(separator: ", ")) would not be masked; an administrator may have it so"
            )
        }
    }

    /// What is masked in a clip by what the configuration says of its folder; all where it says nothing.
    private func classes(of place: String) -> Set<RegionClass> {
        let watched = settings.watch.filter { Self.lies(place, in: [$0.folder]) }
        // Of folders within each other the inner one.
        return watched.max { $0.folder.utf8.count < $1.folder.utf8.count }?.options.classes ?? RegionClass.all
    }

    private static func lies(_ place: String, in folders: [String]) -> Bool {
        folders.contains { ResolvedPath.lies(place, in: ResolvedPath.of($0)) }
    }

    /// A slash at the end makes a link what it leads to.
    private static func withoutSlashes(_ path: String) -> String {
        var path = path[...]
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return String(path)
    }
}
