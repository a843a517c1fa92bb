// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Testing

extension ProgramTests {
    @Suite("models")
    struct ModelsCommandTests {
        private static let hasWeights = SharedMaterial.isExpected("data/video/weights")
        private static let hasWorker = FileManager.default.isExecutableFile(
            atPath: URL(filePath: Program.path).deletingLastPathComponent().appending(path: "vedette-anonymizer").path)

        private func weights(_ name: String) -> String {
            SharedMaterial.folder.appending(path: "data/video/weights/\(name)").path
        }

        private func array(_ result: Program.Result) throws -> [[String: Any]] {
            try #require(try JSONSerialization.jsonObject(with: result.output) as? [[String: Any]], "\(result.errors)")
        }

        @Test("without the worker nothing is imported, and one line says so")
        func noWorker() throws {
            let room = try Room()
            let configuration = try room.write("anonymizer:\n  worker: /nonexistent/worker\n", to: "config.yaml")
            let file = try room.write("[net]\n", to: "a.cfg")
            let more = ["--config", configuration, "--data", room.data]
            let result = try Program.run(["models", "import", "yolo", file, file] + more, in: room)
            #expect(result.code == 3 && result.errorLines.count == 1 && result.errors.contains("is not installed"))
            #expect(try Program.run(["models", "list", "--json"] + more, in: room).text == "[]\n")
            #expect(try Program.run(["models", "list"] + more, in: room).text.contains("No models are installed"))
        }

        @Test("wrong calls are told from wrong models")
        func wrongUse() throws {
            let room = try Room()
            func code(_ arguments: String...) throws -> Int32 {
                try Program.run(["models"] + arguments + ["--data", room.data], in: room).code
            }
            #expect(try code("import", "tensorflow", "a") == 2)
            #expect(try code("import", "yolo", "a") == 2)
            #expect(try code("import", "onnx", "a.onnx", "--name", "../a") == 2)
            #expect(try code("verify", "none") == 1)
            #expect(try code("remove", "none") == 1)
        }

        @Test("a worker that is killed, or does not start, says nothing of a model")
        func killed() throws {
            let room = try Room()
            let record: [String: Any] = [
                "kind": "onnx", "summary": "s", "imported": ["microseconds": 0], "sources": [],
                "files": [["name": "network.onnx", "bytes": 1, "sha256": "00"]],
                "test": ["program": "p", "time": ["microseconds": 0]],
            ]
            let kept = try JSONSerialization.data(withJSONObject: record)
            let path = try room.write(kept, to: "data/models/a/model.json")
            for last in ["kill -9 $$", "exit 7"] {
                let worker = try room.script("[ \"$1\" = --version ] && { echo v; exit 0; }\nread -r order\n\(last)")
                let configuration = try room.write("anonymizer:\n  worker: \(worker)\n", to: "config.yaml")
                let more = ["--config", configuration, "--data", room.data]
                let result = try Program.run(["models", "selftest"] + more, in: room)
                #expect(
                    result.code == 3 && result.errorLines.count == 1 && result.errors.contains("could not be tested"),
                    "\(result.errors)")
                #expect(try Data(contentsOf: URL(filePath: path)) == kept)
                #expect(
                    try array(try Program.run(["models", "list", "--json"] + more, in: room))[0]["usable"] as? Bool
                        == true)
            }
        }

        @Test(
            "a model is imported, listed, verified, tested and removed",
            .enabled(if: hasWeights && hasWorker, "no shared data set, or no worker: no model is imported"))
        func life() throws {
            let room = try Room()
            func run(_ arguments: String...) throws -> Program.Result {
                try Program.run(["models"] + arguments + ["--data", room.data], in: room)
            }
            let (cfg, file) = (weights("yolo-fastest-1.1_body.cfg"), weights("yolo-fastest-1.1_body.weights"))
            // The files' order does not matter.
            let imported = try array(try run("import", "yolo", file, cfg, "--json"))
            #expect(imported.first?["name"] as? String == "yolo-fastest-1.1_body")
            #expect(imported.first?["usable"] as? Bool == true)
            #expect(try run("import", "yolo", cfg, file).code == 1)
            let listed = try array(try run("list", "--json"))
            #expect(listed.count == 1 && (listed[0]["files"] as? [[String: Any]])?.count == 2)
            #expect(try run("list").text.contains("usable"))
            #expect(try run("verify").code == 0)
            let kept = room.data + "/models/yolo-fastest-1.1_body/network.weights"
            try Data([1]).write(to: URL(filePath: kept))
            let verified = try run("verify", "--json")
            #expect(verified.code == 1)
            #expect(try array(verified)[0]["ok"] as? Bool == false)
            // The worker refuses what is not what was imported, and the model is not used any more.
            #expect(try run("selftest").code == 1)
            #expect(try array(try run("list", "--json"))[0]["usable"] as? Bool == false)
            #expect(try run("remove", "yolo-fastest-1.1_body").code == 0)
            #expect(try run("list", "--json").text == "[]\n")
        }

        @Test(
            "what is no model is refused and leaves nothing",
            .enabled(if: hasWeights && hasWorker, "no shared data set, or no worker: no model is refused"))
        func refused() throws {
            let room = try Room()
            let cfg = weights("yolo-fastest-1.1_body.cfg")
            // All weights are zero: it holds in form and detects nothing.
            let whole = try Data(contentsOf: URL(filePath: weights("yolo-fastest-1.1_body.weights")))
            let zeros = try room.write(whole.prefix(20) + Data(count: whole.count - 20), to: "zeros.weights")
            let short = try room.write(whole.dropLast(4), to: "short.weights")
            for (file, said) in [(zeros, "the self-test fails"), (short, "and the network of the .cfg takes")] {
                let result = try Program.run(["models", "import", "yolo", cfg, file, "--data", room.data], in: room)
                #expect(
                    result.code == 1 && result.errorLines.count == 1 && result.errors.contains(said), "\(result.errors)"
                )
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: room.data + "/models") == [])
        }
    }
}
