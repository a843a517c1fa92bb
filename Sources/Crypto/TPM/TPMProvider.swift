// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
internal import Glibc
internal import Synchronization

/// OpenSSL's provider for TPMs (`tpm2-openssl`), loaded for one task and gone after it: nothing stays in the TPM, and none of it in
/// this process.
///
/// It is used in a library context of its own, so that hashes, randomness and other keys go on without the TPM. One at a time is open in a
/// process: a TPM without a manager of its resources serves one, and has room for three objects.
@safe
struct TPMProvider: ~Copyable {
    private static let turn = Mutex(())
    private static let name = "tpm2"
    private let library: OpaquePointer
    private let base: OpaquePointer?
    private let provider: OpaquePointer

    /// Lends one to `body`, once nobody else of this process has one.
    static func use<Result: Sendable>(
        _ tcti: TCTI, _ body: (borrowing TPMProvider) throws(TPMProblem) -> Result
    ) throws(TPMProblem) -> Result {
        do {
            return try turn.withLock { _ in try body(TPMProvider(tcti)) }
        } catch let problem as TPMProblem {
            throw problem
        } catch {
            throw .failed("be asked", reason: "\(error)")
        }
    }

    private init(_ tcti: TCTI) throws(TPMProblem) {
        guard Self.isInstalled else { throw .noProvider }
        Self.point(at: tcti)
        ERR_clear_error()
        let loaded = try unsafe Self.load(tcti)
        unsafe library = loaded.library
        unsafe base = loaded.base
        unsafe provider = loaded.provider
    }

    @unsafe
    private static func load(
        _ tcti: TCTI
    ) throws(TPMProblem) -> (library: OpaquePointer, base: OpaquePointer?, provider: OpaquePointer) {
        guard let library = unsafe OSSL_LIB_CTX_new() else { throw .failed("be asked", reason: "no memory") }
        // What reads PEM is not the TPM's.
        let base = unsafe OSSL_PROVIDER_load(library, "base")
        skipNumberWithoutWords()
        guard let provider = unsafe OSSL_PROVIDER_load(library, name) else {
            let reason = takeReason()
            unsafe unload(base)
            unsafe OSSL_LIB_CTX_free(library)
            throw .unreachable(tcti, reason: reason)
        }
        return unsafe (library, base, provider)
    }

    /// Keeps the provider from the one number in 256 with which OpenSSL 3.0 does not take its words for errors.
    ///
    /// Each load takes the process's next number, of which errors keep eight bits. Where those are 0, what is to head the table of words
    /// looks like its end (crypto/provider_core.c, `provider_init`; crypto/err/err.c, `err_load_strings`).
    private static func skipNumberWithoutWords() {
        let taken = ERR_get_next_error_library()
        if (taken + 1) & 0xff == 0 { _ = ERR_get_next_error_library() }
    }

    @unsafe
    private static func unload(_ provider: OpaquePointer?) {
        if let provider = unsafe provider { unsafe OSSL_PROVIDER_unload(provider) }
    }

    deinit {
        // What is in the queue may name texts of the provider, which go with it.
        ERR_clear_error()
        // The context alone would keep them, and what is open to the TPM.
        unsafe Self.unload(provider)
        unsafe Self.unload(base)
        unsafe OSSL_LIB_CTX_free(library)
    }

    /// A new key on P-256, below the primary key of the owner's hierarchy, which the TPM makes anew from its seed each time. It stays in no
    /// handle of the TPM.
    borrowing func newKey() throws(TPMProblem) -> [UInt8] {
        let what = "make a key"
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(library, "EC", "provider=\(Self.name)") else {
            throw .failed(what, reason: Self.takeReason())
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        defer { unsafe EVP_PKEY_free(key) }
        guard unsafe EVP_PKEY_keygen_init(context) == 1, unsafe EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
            unsafe EVP_PKEY_generate(context, &key) == 1, let bio = MemoryBIO(),
            unsafe PEM_write_bio_PrivateKey(bio.pointer, key, nil, nil, 0, nil, nil) == 1
        else { throw .failed(what, reason: Self.takeReason()) }
        return bio.bytes
    }

    /// An ECDSA signature of a SHA-256, as DER.
    borrowing func signature(of digest: [UInt8], by pem: [UInt8]) throws(TPMProblem) -> [UInt8] {
        let refuse: @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 = {
            _, _, _, _ in -1
        }
        guard let bio = MemoryBIO(pem),
            let key = unsafe PEM_read_bio_PrivateKey_ex(
                bio.pointer, nil, refuse, nil, library, "?provider=\(Self.name)")
        else { throw Self.loadFailure(Self.takeReason()) }
        defer { unsafe EVP_PKEY_free(key) }
        let what = "sign"
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(library, key, "provider=\(Self.name)") else {
            throw .failed(what, reason: Self.takeReason())
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 128)
        var count = signature.count
        guard unsafe EVP_PKEY_sign_init(context) == 1,
            unsafe EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1,
            unsafe EVP_PKEY_sign(context, &signature, &count, digest, digest.count) == 1
        else { throw .failed(what, reason: Self.takeReason()) }
        return Array(signature.prefix(count))
    }

    /// Why a key cannot be loaded, in the words of tpm2-tss. What another TPM sealed fails its check of integrity, or is not bound to its
    /// public half (TPM 2.0 Library, Part 3, 12.2: TPM_RC_INTEGRITY and TPM_RC_BINDING); anything else may pass.
    private static func loadFailure(_ reason: String) -> TPMProblem {
        reason.split { !$0.isLetter }.contains { $0 == "integrity" || $0 == "bound" }
            ? .foreignKey(reason: reason) : .failed("load its key", reason: reason)
    }

    /// Whether it lies where OpenSSL looks for it.
    static var isInstalled: Bool {
        let own = unsafe getenv("OPENSSL_MODULES").map { unsafe String(cString: $0) }
        let folder = own ?? (unsafe OPENSSL_info(OPENSSL_INFO_MODULES_DIR).map { unsafe String(cString: $0) } ?? "")
        return unsafe access("\(folder)/\(name).so", R_OK) == 0
    }

    /// Says where the TPM is, in the only way that the provider of Debian 12 hears, and that its libraries are to be quiet.
    ///
    /// The first call of a process makes a new environment, and leaves the one before to who reads it; later ones change one pointer in it.
    /// So threads that read it meanwhile are safe, as long as nobody else adds to it.
    private static func point(at tcti: TCTI) {
        let present = unsafe getenv("TPM2OPENSSL_TCTI").map { unsafe String(cString: $0) }
        guard present != tcti.text else { return }
        if present == nil { unsafe setenv("TSS2_LOG", "all+none", 0) }
        unsafe setenv("TPM2OPENSSL_TCTI", tcti.text, 1)
    }

    /// What the TPM, or its library, said first, or else what the provider calls it; the queue is empty afterwards.
    private static func takeReason() -> String {
        var said: String?
        var called: String?
        var data: UnsafePointer<CChar>?
        var flags: Int32 = 0
        while true {
            let number = unsafe ERR_get_error_all(nil, nil, nil, &data, &flags)
            guard number != 0 else { break }
            let text = flags & ERR_TXT_STRING != 0 ? unsafe data.map { unsafe String(cString: $0) } ?? "" : ""
            // The provider begins with the number of the response, which the text says in words.
            if said == nil, text.contains(":") { said = String(text.drop { $0.isNumber || $0 == "-" || $0 == " " }) }
            if called == nil { called = unsafe ERR_reason_error_string(number).map { unsafe String(cString: $0) } }
        }
        return CryptoError.bounded(said ?? called ?? "no reason given")
    }
}

extension TCTI {
    /// Where a new key goes if nobody says so: into the TPM where the kernel shows one and OpenSSL can speak to it.
    package static var isThere: Bool { unsafe access(device, F_OK) == 0 }

    /// Whether OpenSSL's provider for TPMs is installed.
    package static var hasProvider: Bool { TPMProvider.isInstalled }
}
