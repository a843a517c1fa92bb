// SPDX-License-Identifier: Apache-2.0

/// What was found in single frames, joined over time: gaps are bridged, ends extended, so that nothing shows up for a frame in between.
///
/// Frames are added in order and asked for in order, `lookAhead` frames behind what was added; whoever does so needs memory for what is in
/// sight, not for the clip's length.
package struct Tracks: Sendable {
    /// How many frames something may be lost and still be taken for the same thing.
    private let gap: Int
    /// How many frames a track goes on at both ends.
    private let hold: Int
    private var tracks: [Track] = []

    /// `hold` and `gap` in frames, 0 or more.
    package init(hold: Int, gap: Int) {
        self.hold = hold
        self.gap = gap
    }

    /// A frame's regions are final once frames up to so many after it were added.
    package var lookAhead: Int { max(hold, gap) + 1 }

    /// Tells what was found in a frame, later than those told before. Of each track at most one region is taken, the nearest first; what
    /// belongs to none begins one.
    package mutating func add(_ found: [Region], frame: Int) {
        var open = Array(found.indices)
        var free = Set(tracks.indices.filter { frame - tracks[$0].last.frame <= gap })
        for pair in pairs(found, frame: frame, among: free) where free.contains(pair.track) {
            guard let place = open.firstIndex(of: pair.region) else { continue }
            tracks[pair.track].add(found[pair.region], frame: frame)
            open.remove(at: place)
            free.remove(pair.track)
        }
        tracks += open.map { Track(found[$0], frame: frame) }
    }

    /// What is in a frame, as it was found or is bridged; not widened, not clipped.
    package func regions(of frame: Int) -> [Region] {
        tracks.compactMap { $0.region(in: frame, hold: hold) }
    }

    /// Lets go of what no frame from this one on needs.
    package mutating func forget(before frame: Int) {
        tracks.removeAll { $0.last.frame + max(hold, gap) < frame }
        for index in tracks.indices { tracks[index].forget(before: frame) }
    }

    private struct Pair {
        var track: Int
        var region: Int
        var nearness: Double
    }

    /// Which regions may be of which tracks, the nearest first.
    private func pairs(_ found: [Region], frame: Int, among free: Set<Int>) -> [Pair] {
        var pairs: [Pair] = []
        for track in free {
            let last = tracks[track].last.region
            let predicted = tracks[track].predicted(in: frame)
            for (index, region) in found.enumerated() where region.kind.isLike(last.kind) {
                let overlap = max(predicted.overlap(region.box), last.box.overlap(region.box))
                let nearness = overlap > 0 ? overlap : Self.nearness(predicted, region.box)
                if nearness >= Self.least { pairs.append(Pair(track: track, region: index, nearness: nearness)) }
            }
        }
        // The same order in every run: equal ones by track and region.
        return pairs.sorted {
            ($1.nearness, $0.track, $0.region) < ($0.nearness, $1.track, $1.region)
        }
    }

    /// The least overlap of two boxes of the same thing.
    private static let least = 0.1

    /// Of two boxes that do not meet: `least` where their middles are no farther apart than their own size and they are of like size, else 0.
    private static func nearness(_ one: PixelBox, _ other: PixelBox) -> Double {
        let side = max(one.width, one.height, other.width, other.height)
        let small = min(max(one.width, one.height), max(other.width, other.height))
        let x = abs(2 * one.x + one.width - 2 * other.x - other.width) / 2
        let y = abs(2 * one.y + one.height - 2 * other.y - other.height) / 2
        return small * 2 >= side && max(x, y) <= side ? least : 0
    }
}

extension RegionClass {
    /// Whether a detector may take one thing for either: people and what they ride, vehicles, whatever moves.
    func isLike(_ other: RegionClass) -> Bool {
        group == other.group
    }

    private var group: Int {
        switch self {
        case .person, .bicycle, .motorbike: 0
        case .car, .bus, .truck: 1
        case .motion: 2
        }
    }
}
