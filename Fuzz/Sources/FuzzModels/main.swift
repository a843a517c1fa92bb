// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CFuzzer
internal import Models

/// Reads one input as each kind of a model's files; what is told must be in one line.
private func read(_ bytes: [UInt8]) {
    // What stands before the first zero is a description as well, with the rest as its weights.
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false).map(Array.init)
    check(.yolo, [parts[0], parts.count > 1 ? parts[1] : []])
    check(.ssd512, [parts[0], parts.count > 1 ? parts[1] : []])
    check(.onnx, [bytes])
    check(.glcic, [bytes])
    do throws(ModelProblem) { try CheckedModel.checkCaffeWeights(bytes) } catch { judge(error) }
    do throws(ModelProblem) { try CheckedModel.readPickle(bytes) } catch { judge(error) }
}

private func check(_ kind: ModelKind, _ files: [[UInt8]]) {
    do throws(ModelProblem) {
        _ = try CheckedModel(kind: kind, files, names: files.map { _ in "file" })
    } catch { judge(error) }
}

private func judge(_ problem: ModelProblem) {
    precondition(!problem.line.contains("\n") && problem.line.utf8.count < 1000, "a problem is too long")
}

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    read(unsafe [UInt8](UnsafeBufferPointer(start: start, count: count)))
    return 0
}
