// SPDX-License-Identifier: Apache-2.0

/// One thing, followed through the frames in which it was found.
struct Track: Sendable {
    /// Where it was found, frames ascending; never empty.
    private(set) var sightings: [Sighting]

    struct Sighting: Sendable {
        var frame: Int
        var region: Region
    }

    init(_ first: Region, frame: Int) {
        sightings = [Sighting(frame: frame, region: first)]
    }

    var first: Sighting { sightings[0] }
    var last: Sighting { sightings[sightings.count - 1] }

    mutating func add(_ region: Region, frame: Int) {
        sightings.append(Sighting(frame: frame, region: region))
    }

    /// Drops sightings that no frame from this one on needs: all before the last two that are not behind it.
    mutating func forget(before frame: Int) {
        let old = sightings.prefix { $0.frame < frame }.count
        if old > Self.memory { sightings.removeFirst(old - Self.memory) }
    }

    /// Sightings that are kept behind, of which the speed is taken.
    private static let memory = 4

    /// Where it will be in a frame behind the last sighting, at the speed at which it went of late.
    func predicted(in frame: Int) -> PixelBox {
        moved(last, by: speed(at: last, since: sightings.dropLast().suffix(Self.memory).first), to: frame)
    }

    /// Where it is in the frame: as it was found, between two sightings, or for `hold` frames before the first and after the last one.
    func region(in frame: Int, hold: Int) -> Region? {
        if frame < first.frame {
            guard first.frame - frame <= hold else { return nil }
            let next = sightings.dropFirst().prefix(Self.memory).last
            return extended(first, by: speed(at: first, since: next), to: frame)
        }
        if frame > last.frame {
            guard frame - last.frame <= hold else { return nil }
            let former = sightings.dropLast().suffix(Self.memory).first
            return extended(last, by: speed(at: last, since: former), to: frame)
        }
        let behind = sightings.partitionPoint { $0.frame >= frame }
        if sightings[behind].frame == frame { return sightings[behind].region }
        return between(sightings[behind - 1], sightings[behind], frame: frame)
    }

    private func between(_ one: Sighting, _ next: Sighting, frame: Int) -> Region {
        let part = Double(frame - one.frame) / Double(next.frame - one.frame)
        func mixed(_ from: Int, _ to: Int) -> Int { from + Int((Double(to - from) * part).rounded()) }
        let a = one.region.box
        let b = next.region.box
        let box = PixelBox(
            x: mixed(a.x, b.x), y: mixed(a.y, b.y), width: max(mixed(a.width, b.width), 1),
            height: max(mixed(a.height, b.height), 1))
        return Region(
            box: box, kind: one.region.kind, confidence: min(one.region.confidence, next.region.confidence),
            origin: .bridged)
    }

    /// Both where it was seen and where it would have gone, as it may have stood still instead.
    private func extended(_ seen: Sighting, by speed: (x: Double, y: Double), to frame: Int) -> Region {
        let box = seen.region.box
        let far = moved(seen, by: speed, to: frame)
        let doubt = abs(frame - seen.frame) * max(box.width, box.height) / 50
        return Region(
            box: box.hull(far).grown(by: doubt), kind: seen.region.kind, confidence: seen.region.confidence,
            origin: .bridged)
    }

    private func moved(_ seen: Sighting, by speed: (x: Double, y: Double), to frame: Int) -> PixelBox {
        let frames = Double(frame - seen.frame)
        let box = seen.region.box
        return PixelBox(
            x: box.x + Int((speed.x * frames).rounded()), y: box.y + Int((speed.y * frames).rounded()),
            width: box.width, height: box.height)
    }

    /// Pixels a frame between two sightings, by the middles of their boxes.
    private func speed(at one: Sighting, since other: Sighting?) -> (x: Double, y: Double) {
        guard let other, other.frame != one.frame else { return (0, 0) }
        let frames = Double(one.frame - other.frame)
        let a = one.region.box
        let b = other.region.box
        return (
            Double(2 * a.x + a.width - 2 * b.x - b.width) / 2 / frames,
            Double(2 * a.y + a.height - 2 * b.y - b.height) / 2 / frames
        )
    }
}

extension [Track.Sighting] {
    /// The index of the first element for which `holds` is true, where it is false before and true from there on.
    fileprivate func partitionPoint(where holds: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
