// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Cameras
import Foundation
import Synchronization
import Testing

@testable import CameraJobs

@Suite("What the supervisor of cameras is told")
struct CameraSettingsTests {
    @Test("options and cameras are taken")
    func reads() throws {
        let settings = try CameraSettings([
            "--attended", "--state", "/s", "--journal", "/s/j", "--models", "/m", "--workers", "2", "--keep-inputs",
            "0", "--keep-outputs", "86400", "--memory", "134217728", "--settle", "1", "quay /in /out fixed",
            "gate /gate /out",
        ])
        #expect(settings.isAttended && settings.models == "/m" && settings.workers == 2)
        #expect(settings.keepInputsSeconds == 0 && settings.keepOutputsSeconds == 86_400)
        #expect(settings.memoryBytes == 128 << 20 && settings.settleSeconds == 1)
        #expect(settings.cameras.map(\.name) == ["quay", "gate"])
    }

    @Test(
        "a wrong call is told with what is right",
        arguments: [
            (["--state", "/s", "--journal", "/j"], "no camera is named"),
            (["--journal", "/j", "a /b /c"], "--state, --journal and --models need whole paths"),
            (["--state"], "--state has no value"), (["--colour", "x"], "there is no option --colour"),
            (["--workers", "0"], "--workers is a number of 1 to 64"), (["a b"], "'a b' is no camera"),
            (["--state", "/s", "--journal", "/j", "a /b /c", "a /d /e"], "the camera a is there twice"),
        ])
    func refuses(_ arguments: [String], _ words: String) {
        let problem = #expect(throws: CameraProblem.self) { try CameraSettings(arguments) }
        #expect(problem?.line.hasPrefix(words) == true && problem?.isWrongUse == true)
        #expect(problem?.line.contains("vedette-anonymizer watch") == true)
    }

    @Test("where a model cannot be used nothing is begun, and it is said why")
    func models() {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vedette-cameras-\(UUID().uuidString)").path
        let said = Mutex<[String]>([])
        let asked = Mutex<String?>(nil)
        let code = CameraSupervisor.run(
            ["--state", folder, "--journal", "\(folder)/jobs.json", "--models", "/m", "quay /in /out"],
            program: "/bin/false",
            models: { folder, _ throws(JobFailure) in
                asked.withLock { $0 = folder }
                throw JobFailure(.model, "/m: there is no such folder of models")
            }, say: { line in said.withLock { $0.append(line) } })
        #expect(code == 3 && asked.withLock { $0 } == "/m")
        #expect(said.withLock { $0 } == ["/m: there is no such folder of models"])
    }
}
