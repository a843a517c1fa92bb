// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Prover

@Suite("Where a TPM is")
struct AddressTests {
    @Test(arguments: ["device:/dev/tpmrm0", "swtpm:path=/run/tpm.sock", "swtpm:host=127.0.0.1,port=2321"])
    func anAddressIsWrittenAsItWasRead(text: String) throws {
        #expect(try #require(TPMAddress(text)).description == text)
    }

    @Test(arguments: [
        "", "device", "device:", "device:tpm0", "/dev/tpmrm0", "device:/dev/", "swtpm:", "swtpm:path=", "swtpm:path=x",
        "swtpm:host=127.0.0.1", "swtpm:host=127.0.0.1,port=0", "swtpm:host=127.0.0.1,port=65536", "swtpm:port=2321",
        "swtpm:host=,port=2321", "swtpm:path=/a,path=/b", "swtpm:path=/a,", "mssim:host=127.0.0.1,port=2321",
        "swtpm:host=127.0.0.1,port=2321,extra=1",
    ])
    func anythingElseIsNone(text: String) { #expect(TPMAddress(text) == nil) }

    @Test func codesAreToldWithoutTheNumberOfWhatTheyAreAbout() {
        #expect(TPMCode(rawValue: 0x1df).plain == .integrity)
        #expect(TPMCode(rawValue: 0x2df).plain == .integrity)
        #expect(TPMCode(rawValue: 0x100).plain == .initialize)
        #expect(TPMCode(rawValue: 0xc0101).isOfTPM)
        #expect(!TPMCode(rawValue: 0xa000a).isOfTPM)
        #expect(TPMCode(rawValue: 0x1df).words.contains("integrity"))
    }
}
