// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CFuzzer
internal import EVE
internal import JobWork

let time = Instant(seconds: 1_790_000_000)
var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    // As it comes, and as the content of a line, which chance would not often make.
    let head = Array(#"{"event_type":"vedette_job","vedette_job":"#.utf8)
    for line in [bytes, head + bytes + [UInt8(ascii: "}")]] {
        guard let read = try? JobLine.read(line) else { continue }
        precondition(line.count <= JobLine.sizeLimit, "too long")
        precondition(read.job.gateway == nil && read.job.progress?.preview == nil, "what no line may bring")
        let again = read.line(timestamp: time)
        precondition(!again.contains(UInt8(ascii: "\n")), "not one line")
        // Escapes may make it longer than what was read.
        guard again.count <= JobLine.sizeLimit else { continue }
        precondition((try? JobLine.read(again)) == read, "it reads otherwise")
    }
    return 0
}
