// SPDX-License-Identifier: Apache-2.0
//
// OpenSSL 3 for Swift. Each wrapper says why Swift cannot call the original.
#ifndef VEDETTE_CCRYPTO_SHIM_H
#define VEDETTE_CCRYPTO_SHIM_H

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// A new key on a curve by its name. `EVP_EC_gen` is a macro over a variadic function.
static inline EVP_PKEY *crypto_new_curve_key(const char *curve) { return EVP_EC_gen(curve); }

// Keys on P-256 whose private half is elsewhere: OpenSSL signs by calling back, and knows only the public half. What is called here
// OpenSSL 3 has and calls deprecated, and Swift would warn of each call: docs/decisions/0035 tells why it is used.
typedef int crypto_sign(int, const unsigned char *, int, unsigned char *, unsigned int *, const BIGNUM *, const BIGNUM *, EC_KEY *);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
// A method that signs by `sign`; it is never given back.
static inline EC_KEY_METHOD *crypto_new_signing_method(crypto_sign *sign) {
    EC_KEY_METHOD *method = EC_KEY_METHOD_new(EC_KEY_OpenSSL());
    if (method != NULL) EC_KEY_METHOD_set_sign(method, sign, NULL, NULL);
    return method;
}
// A place for a pointer in keys, with what is called for each copy of a key and each that goes; below 0 for none.
static inline int crypto_new_holder_index(CRYPTO_EX_dup *copied, CRYPTO_EX_free *gone) {
    return CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_EC_KEY, 0, NULL, NULL, copied, gone);
}
// A key of a public point (SEC 1, uncompressed) that signs by `method` and owns `holder` from then on; NULL, with `holder` still the
// caller's, for a failure.
static inline EVP_PKEY *crypto_new_held_key(
    const EC_KEY_METHOD *method, const unsigned char *point, size_t count, int index, void *holder) {
    EC_KEY *key = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    EVP_PKEY *made = EVP_PKEY_new();
    // The method comes first: by it OpenSSL sees that the key is nothing for its own code.
    if (key == NULL || made == NULL || EC_KEY_set_method(key, method) != 1 || EC_KEY_oct2key(key, point, count, NULL) != 1
        || EVP_PKEY_assign(made, EVP_PKEY_EC, key) != 1) {
        EC_KEY_free(key);
        EVP_PKEY_free(made);
        return NULL;
    }
    if (EC_KEY_set_ex_data(key, index, holder) == 1) return made;
    EVP_PKEY_free(made);
    return NULL;
}
static inline void *crypto_holder(const EC_KEY *key, int index) { return EC_KEY_get_ex_data(key, index); }
#pragma GCC diagnostic pop

// The bytes that a memory BIO holds. `BIO_get_mem_data`, `BIO_pending` and `BIO_reset` are macros.
static inline long crypto_bio_bytes(BIO *bio, const char **start) { return BIO_get_mem_data(bio, (char **)start); }
static inline long crypto_bio_pending(BIO *bio) { return (long)BIO_pending(bio); }

static inline void crypto_bio_empty(BIO *bio) { (void)BIO_reset(bio); }

// An empty memory BIO that asks to be read again, instead of telling the end. `BIO_set_mem_eof_return` is a macro.
static inline BIO *crypto_new_open_bio(void) {
    BIO *bio = BIO_new(BIO_s_mem());
    if (bio != NULL) BIO_set_mem_eof_return(bio, -1);
    return bio;
}

// The DER of a value in a buffer that is to be given back by `crypto_free`; below 1 for a failure. Swift cannot tell the
// type of `i2d`'s second argument from one that is to be advanced.
static inline int crypto_certificate_der(X509 *certificate, unsigned char **start) {
    *start = NULL;
    return i2d_X509(certificate, start);
}
static inline int crypto_request_der(X509_REQ *request, unsigned char **start) {
    *start = NULL;
    return i2d_X509_REQ(request, start);
}
static inline int crypto_public_key_der(EVP_PKEY *key, unsigned char **start) {
    *start = NULL;
    return i2d_PUBKEY(key, start);
}

// `OPENSSL_free` is a macro.
static inline void crypto_free(void *start) { OPENSSL_free(start); }

// Adds an extension that is given in OpenSSL's own notation, which must not hold anything from outside.
// `X509V3_set_ctx_nodb` is a macro.
static inline int crypto_add_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (extension == NULL) return 0;
    int added = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}

// Stacks are typed by macros, and `GENERAL_NAME` holds a union.
static inline int crypto_names_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }
static inline int crypto_name_kind(const GENERAL_NAMES *names, int index) {
    return sk_GENERAL_NAME_value(names, index)->type;
}
// The bytes of a name, if it is DNS, URI or an address; NULL otherwise.
static inline const ASN1_STRING *crypto_name_bytes(const GENERAL_NAMES *names, int index) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
    switch (name->type) {
    case GEN_DNS: return name->d.dNSName;
    case GEN_URI: return name->d.uniformResourceIdentifier;
    case GEN_IPADD: return name->d.iPAddress;
    default: return NULL;
    }
}
// Adds a name of a kind; 0 for a failure.
static inline int crypto_add_name(GENERAL_NAMES *names, int kind, const unsigned char *bytes, int count) {
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_STRING *text = ASN1_STRING_type_new(kind == GEN_IPADD ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING);
    if (name == NULL || text == NULL || ASN1_STRING_set(text, bytes, count) != 1) {
        GENERAL_NAME_free(name);
        ASN1_STRING_free(text);
        return 0;
    }
    GENERAL_NAME_set0_value(name, kind, text);
    if (sk_GENERAL_NAME_push(names, name) > 0) return 1;
    GENERAL_NAME_free(name);
    return 0;
}

// Seconds since 1970 of a time; 0 in the answer for one that cannot be read. `struct tm` and `timegm` belong to C.
static inline int crypto_time_seconds(const ASN1_TIME *time, long long *seconds) {
    struct tm parts;
    if (time == NULL || ASN1_TIME_to_tm(time, &parts) != 1) return 0;
    *seconds = (long long)timegm(&parts);
    return 1;
}

// These are macros, all of them settings of a context or a session.
static inline int crypto_set_versions(SSL_CTX *context, int least, int most) {
    return (int)(SSL_CTX_set_min_proto_version(context, least) && SSL_CTX_set_max_proto_version(context, most));
}
static inline void crypto_set_limits(SSL_CTX *context, long chain_most) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION
                                     | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_max_cert_list(context, chain_most);
}
static inline int crypto_add_chain(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}
static inline int crypto_set_server_name(SSL *session, const char *name) {
    return (int)SSL_set_tlsext_host_name(session, name);
}
// The certificate that a peer showed, which is not changed by reading it.
static inline const X509 *crypto_shown_certificate(X509_STORE_CTX *check) { return X509_STORE_CTX_get0_cert(check); }

// Whether a certificate names a use (RFC 5280, section 4.2.1.12) by its number in dots. OpenSSL's own list has not all of them, and stacks are typed
// by macros.
static inline int crypto_has_usage(X509 *certificate, const char *number) {
    EXTENDED_KEY_USAGE *usages = X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);
    ASN1_OBJECT *wanted = OBJ_txt2obj(number, 1);
    int found = 0;
    for (int index = 0; usages != NULL && wanted != NULL && index < sk_ASN1_OBJECT_num(usages); index++)
        found |= OBJ_cmp(sk_ASN1_OBJECT_value(usages, index), wanted) == 0;
    ASN1_OBJECT_free(wanted);
    sk_ASN1_OBJECT_pop_free(usages, ASN1_OBJECT_free);
    return found;
}

// Checks the chain of a certificate at a time and gives the X509_V code, 0 for a good one, -1 without memory. `level` is
// OpenSSL's security level for every key and signature of the chain. With `asks_lists` each issuer, the root too, needs a list.
static inline int crypto_check_chain(X509_STORE *roots, X509 *leaf, X509 *const *between, int count, long long seconds,
                                     int asks_lists, int level) {
    STACK_OF(X509) *others = sk_X509_new_null();
    X509_STORE_CTX *check = X509_STORE_CTX_new();
    int code = -1;
    int complete = others != NULL && check != NULL;
    for (int index = 0; complete && index < count; index++) complete = sk_X509_push(others, between[index]) > 0;
    if (complete && X509_STORE_CTX_init(check, roots, leaf, others) == 1) {
        X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param(check);
        X509_VERIFY_PARAM_set_time(rules, (time_t)seconds);
        X509_VERIFY_PARAM_set_auth_level(rules, level);
        X509_VERIFY_PARAM_set_depth(rules, 8);
        if (asks_lists) X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
        int good = X509_verify_cert(check);
        code = X509_STORE_CTX_get_error(check);
        if (good != 1 && code == X509_V_OK) code = X509_V_ERR_UNSPECIFIED;
    }
    X509_STORE_CTX_free(check);
    sk_X509_free(others);
    return code;
}

// `EVP_PKEY_CTX_set_rsa_oaep_md` and its like take a label that OpenSSL frees; `OPENSSL_memdup` is a macro.
static inline int crypto_set_oaep(EVP_PKEY_CTX *context, const EVP_MD *hash, const void *label, int count) {
    void *copy = OPENSSL_memdup(label, (size_t)count);
    if (copy == NULL) return 0;
    if (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1
        && EVP_PKEY_CTX_set_rsa_oaep_md(context, hash) == 1 && EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash) == 1
        && EVP_PKEY_CTX_set0_rsa_oaep_label(context, copy, count) == 1) return 1;
    OPENSSL_free(copy);
    return 0;
}

// The parts of an error's number, by macros in some versions of 3 and functions in others.
static inline int crypto_error_library(unsigned long number) { return ERR_GET_LIB(number); }
static inline int crypto_error_reason(unsigned long number) { return ERR_GET_REASON(number); }

#endif
