// SPDX-License-Identifier: Apache-2.0

internal import CFuzzer
internal import Console
internal import ConsoleProtocol
internal import EVE
internal import Pushes
internal import Query
internal import Triage

/// Reads a connection to its end, in pieces of `piece` bytes; gives its frames and what ended it.
private func connection<Sent: Frame>(_ bytes: [UInt8], piece: Int) -> (frames: [Sent], error: FrameError?) {
    var reader = FrameReader<Sent>(limit: 64 << 10)
    var frames: [Sent] = []
    do throws(FrameError) {
        for start in stride(from: 0, to: bytes.count, by: piece) {
            reader.append(Array(bytes[start..<min(bytes.count, start + piece)]))
            while let frame = try reader.next() { frames.append(frame) }
        }
    } catch {
        precondition(error.message.utf8.count <= 400, "a long complaint")
        return (frames, error)
    }
    return (frames, nil)
}

/// The bytes as one frame; those of a corpus need no length then.
private func framed(_ json: [UInt8]) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: json.count >> (24 - 8 * $0)) } + json
}

/// What a station does first with what was asked of it must not end it.
private func use(_ frame: ConsoleFrame) {
    _ = frame.right
    switch frame {
    case .ask(_, let question):
        switch question {
        case .alertsOverview(let request), .eventsOverview(let request), .ruleOverview(let request),
            .countryOverview(let request):
            use(request.filter)
            use(request.grid)
        case .page(let request): use(request.filter)
        case .count(let request), .values(let request): use(request.filter)
        case .gatewayActivity(let grid): use(grid)
        case .inbox(let request): use(request.filter)
        case .profile(let request):
            use(request.grid)
            use(request.entity.filter)
        case .pushPreview(let targets): _ = targets.contains("gw-harbour")
        default: break
        }
    case .device(let deed): _ = deed.device + deed.text
    case .push(.push(let targets, _, _, _, _)): _ = targets.contains("gw-harbour")
    case .triage(.log(.mute(let suppression), _, _)):
        use(suppression.filter)
        _ = TriageDeed.mute(suppression).told
    case .triage(.log(let deed, _, _)), .triage(.alerts(let deed, _, _)): _ = deed.told
    case .triage(.groups(let deed, _, _, let request, _)):
        _ = deed.told
        use(request.filter)
    default: break
    }
}

private func use(_ filter: Filter) {
    let now = Instant(microseconds: 1_795_185_012_000_123)
    let simple = filter.resolved(now: now).simplified
    _ = (simple.text, simple.split, simple.fields)
    _ = FilterEvaluator(simple)
}

private func use(_ grid: BucketGrid) {
    precondition(grid.range.start <= grid.range.end && grid.count <= QuestionLimit.buckets, "a grid without bounds")
    _ = (grid.range.before, grid.index(of: grid.range.end), grid.range(of: grid.count - 1))
}

private func same(_ bytes: [UInt8]) {
    let whole: (frames: [ConsoleFrame], error: FrameError?) = connection(bytes, piece: max(bytes.count, 1))
    let single: (frames: [ConsoleFrame], error: FrameError?) = connection(bytes, piece: 1)
    precondition(whole.frames == single.frames, "it matters how bytes are cut")
    precondition(whole.error == single.error, "it matters for errors how bytes are cut")
    for frame in whole.frames {
        use(frame)
        guard let again = try? FrameCoder.encode(frame) else { preconditionFailure("what was read cannot be sent") }
        let read: (frames: [ConsoleFrame], error: FrameError?) = connection(again, piece: again.count)
        // What is sent may be longer than what was read.
        if again.count <= 64 << 10 { precondition(read.frames == [frame], "it reads otherwise") }
    }
}

/// A console must not end by what a damaged connection brings.
private func station(_ bytes: [UInt8]) {
    let read: (frames: [StationFrame], error: FrameError?) = connection(bytes, piece: max(bytes.count, 1))
    for frame in read.frames {
        guard let again = try? FrameCoder.encode(frame) else { preconditionFailure("what was read cannot be sent") }
        guard again.count <= 64 << 10 else { continue }
        let twice: (frames: [StationFrame], error: FrameError?) = connection(again, piece: again.count)
        precondition(twice.frames.count == 1, "it cannot be read again")
    }
}

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    same(bytes)
    same(framed(bytes))
    station(framed(bytes))
    return 0
}
