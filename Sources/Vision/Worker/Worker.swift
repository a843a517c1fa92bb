// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Foundation
internal import Glibc
internal import Version

/// The worker's program: one order as a line of JSON on its standard input, messages on its standard output, and its end.
package enum Worker {
    /// An order with the paths of many models.
    private static let orderMost = 1 << 20

    /// - Returns: the status to end with: 0 where the order was carried out, 1 where it failed, 2 where the call itself is wrong.
    package static func run(_ arguments: [String]) -> Int32 {
        switch arguments {
        case []: return obey()
        case ["--version"]:
            print("vedette-anonymizer \(VedetteVersion.text) (\(LibraryVersions.text))")
            return 0
        case ["--check"]: return ProtectionCheck.run()
        default:
            tell(
                "usage: vedette-anonymizer [--version | --check | watch ...]; its order is a line of JSON on standard input, which vedette writes"
            )
            return 2
        }
    }

    private static func obey() -> Int32 {
        guard Protection.begin() else { return 1 }
        let output = MessageOutput(descriptor: STDOUT_FILENO)
        do throws(JobFailure) {
            let order = try readOrder()
            for part in try Protection(for: order).apply() {
                tell("this kernel has no \(part): the worker is protected by the rest alone")
            }
            return try carryOut(order, output) ? 0 : 1
        } catch {
            PartialFile.deleteAll()
            output.say(.failed(error, nil))
            return 1
        }
    }

    /// Whether it was carried out; what failed is said already where it was not.
    private static func carryOut(_ order: WorkerOrder, _ output: MessageOutput) throws(JobFailure) -> Bool {
        switch order {
        case .preview(let wish): output.say(.preview(try Preview.picture(wish)))
        case .process(let wish):
            let pipeline = try Pipeline(wish) { output.say($0) }
            do throws(JobFailure) {
                output.say(.succeeded(try pipeline.run()))
            } catch {
                // Before it is told, whoever may still hold one.
                PartialFile.deleteAll()
                output.say(.failed(error, pipeline.report))
                return false
            }
        case .selfTest(let models): try SelfTest.run(models) { output.say($0) }
        }
        return true
    }

    /// The first line of standard input.
    private static func readOrder() throws(JobFailure) -> WorkerOrder {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !line.contains(0x0a) {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            line += buffer[..<count]
            guard line.count <= orderMost else { throw JobFailure(.worker, "the order is longer than 1 MiB") }
        }
        let first = Data(line.prefix { $0 != 0x0a })
        do {
            return try JSONDecoder().decode(WorkerOrder.self, from: first)
        } catch {
            throw JobFailure(.worker, "the order is none: it is to be one line of JSON, as vedette writes it")
        }
    }

    private static func tell(_ text: String) {
        let line = Array("vedette-anonymizer: \(text)\n".utf8)
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
