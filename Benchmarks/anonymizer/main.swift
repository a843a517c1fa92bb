// SPDX-License-Identifier: Apache-2.0
//
// anonymizerbench order INPUT OUTPUT REGIONS CAMERA [NAME=FILE,FILE ...]   prints an order for the worker
// anonymizerbench judge INPUT OUTPUT REGIONS REFEREE.onnx EVERY            what a referee says of a job
// anonymizerbench insert CLIP SHOWN                                        makes a clip of which it is known what is behind
// anonymizerbench compare CLIP OUTPUT REGIONS                              how near an output of that clip is to it

internal import Anonymizer
internal import Foundation

/// Ends the program with one line.
func end(_ line: String) -> Never {
    FileHandle.standardError.write(Data("anonymizerbench: \(line)\n".utf8))
    exit(1)
}

func printJSON(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let data = try? encoder.encode(value) else { end("an answer cannot be coded") }
    print(String(decoding: data, as: UTF8.self))
}

let arguments = Array(CommandLine.arguments.dropFirst())
let rest = Array(arguments.dropFirst())
do {
    switch (arguments.first, rest.count) {
    case ("order", 4...): try Ordering.run(rest)
    case ("judge", 5): try Judging.run(rest)
    case ("insert", 2): try Insertion.write(rest)
    case ("compare", 3): try Insertion.compare(rest)
    default: end("its first lines say how it is called")
    }
} catch let failure as JobFailure {
    end("\(failure.kind.rawValue): \(failure.line)")
} catch {
    end("\(error)")
}
