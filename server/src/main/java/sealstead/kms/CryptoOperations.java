package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import sealstead.crypto.SecretBytes;
import sealstead.kms.KeyAuthorization.AllowedAccount;
import sealstead.store.Bytes;

/// Encrypt, Decrypt, ReEncrypt, GenerateDataKey, GenerateDataKeyWithoutPlaintext and GenerateRandom.
final class CryptoOperations {
    private static final String ALGORITHMS = "SYMMETRIC_DEFAULT, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256, SM2PKE";
    private static final int MAX_PLAINTEXT = 4096;
    private static final int MAX_RANDOM = 1024;

    private final EmbeddedKms kms;

    CryptoOperations(EmbeddedKms kms) {
        this.kms = kms;
    }

    void addTo(KmsHandlers all) {
        all.usingKey(KmsOperation.ENCRYPT, this::encrypt);
        all.usingKey(KmsOperation.DECRYPT, this::decrypt);
        all.usingKey(KmsOperation.RE_ENCRYPT, this::reEncrypt);
        all.usingKey(KmsOperation.GENERATE_DATA_KEY, this::generateDataKey);
        all.usingKey(KmsOperation.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT, this::generateDataKeyWithoutPlaintext);
        all.onAccount(KmsOperation.GENERATE_RANDOM, this::generateRandom);
    }

    private ObjectNode encrypt(KmsInput input) {
        GrantTokens.check(kms.keys(), input);
        input.allow("EncryptionAlgorithm", ALGORITHMS, "SYMMETRIC_DEFAULT");
        var plaintext = input.blob("Plaintext", MAX_PLAINTEXT).orElseThrow(() -> KmsInput.missing("Plaintext"));
        var sealed = kms.encrypt(
                input.use(),
                KeyCall.of(KmsOperation.ENCRYPT, input.context("EncryptionContext"), input.isTrue("DryRun")),
                input.keyId(),
                plaintext);
        return reply().put("CiphertextBlob", base64(sealed.ciphertext()))
                .put("KeyId", sealed.key().arn())
                .put("EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
    }

    private ObjectNode decrypt(KmsInput input) {
        GrantTokens.check(kms.keys(), input);
        input.refuse("Recipient", "DryRunModifiers");
        input.allow("EncryptionAlgorithm", ALGORITHMS, "SYMMETRIC_DEFAULT");
        var blob = input.blob("CiphertextBlob", CiphertextBlob.MAX_BYTES)
                .orElseThrow(() -> KmsInput.missing("CiphertextBlob"));
        var opened = kms.decrypt(
                input.use(),
                KeyCall.of(KmsOperation.DECRYPT, input.context("EncryptionContext"), input.isTrue("DryRun")),
                Bytes.wrap(blob),
                input.text("KeyId"));
        try (var plaintext = opened.plaintext()) {
            return reply().put("Plaintext", Base64.getEncoder().encodeToString(plaintext.exposeBytes()))
                    .put("KeyId", opened.key().arn())
                    .put("EncryptionAlgorithm", "SYMMETRIC_DEFAULT")
                    .put("KeyMaterialId", opened.materialId());
        }
    }

    private ObjectNode reEncrypt(KmsInput input) {
        GrantTokens.check(kms.keys(), input);
        input.refuse("DryRunModifiers");
        input.allow("SourceEncryptionAlgorithm", ALGORITHMS, "SYMMETRIC_DEFAULT");
        input.allow("DestinationEncryptionAlgorithm", ALGORITHMS, "SYMMETRIC_DEFAULT");
        var blob = input.blob("CiphertextBlob", CiphertextBlob.MAX_BYTES)
                .map(Bytes::wrap)
                .orElseThrow(() -> KmsInput.missing("CiphertextBlob"));
        var destination = input.required("DestinationKeyId", 2048);
        var moved = kms.reEncrypt(
                input.use(),
                blob,
                input.context("SourceEncryptionContext"),
                input.text("SourceKeyId"),
                destination,
                KeyCall.reEncryptTo(input.context("DestinationEncryptionContext"), input.isTrue("DryRun")));
        return reply().put("CiphertextBlob", base64(moved.sealed().ciphertext()))
                .put("SourceKeyId", moved.from().arn())
                .put("KeyId", moved.sealed().key().arn())
                .put("SourceEncryptionAlgorithm", "SYMMETRIC_DEFAULT")
                .put("DestinationEncryptionAlgorithm", "SYMMETRIC_DEFAULT")
                .put("SourceKeyMaterialId", moved.fromMaterialId())
                .put("DestinationKeyMaterialId", moved.sealed().materialId());
    }

    private ObjectNode generateDataKey(KmsInput input) {
        GrantTokens.check(kms.keys(), input);
        input.refuse("Recipient");
        return dataKey(input, KmsOperation.GENERATE_DATA_KEY, true);
    }

    private ObjectNode generateDataKeyWithoutPlaintext(KmsInput input) {
        GrantTokens.check(kms.keys(), input);
        return dataKey(input, KmsOperation.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT, false);
    }

    private ObjectNode dataKey(KmsInput input, KmsOperation row, boolean withPlaintext) {
        input.allow("KeySpec", "AES_256, AES_128", "AES_256", "AES_128");
        var spec = input.text("KeySpec");
        var bytes = input.integer("NumberOfBytes", 1, MAX_RANDOM);
        if (spec.isPresent() == bytes.isPresent()) {
            throw KmsError.validation("Please specify either number of bytes or key spec.");
        }
        int length = bytes.orElseGet(() -> spec.equals(Optional.of("AES_128")) ? 16 : 32);
        Map<String, String> context = input.context("EncryptionContext");
        try (var plaintext = SecretBytes.random(kms.keys().random(), length)) {
            var sealed = kms.encrypt(
                    input.use(),
                    KeyCall.of(row, context, input.isTrue("DryRun")),
                    input.keyId(),
                    plaintext.exposeBytes());
            var reply = reply().put("CiphertextBlob", base64(sealed.ciphertext()))
                    .put("KeyId", sealed.key().arn())
                    .put("KeyMaterialId", sealed.materialId());
            if (withPlaintext) {
                reply.put("Plaintext", Base64.getEncoder().encodeToString(plaintext.exposeBytes()));
            }
            return reply;
        }
    }

    private Asked<AllowedAccount> generateRandom(KmsInput input) {
        input.refuse("CustomKeyStoreId", "Recipient");
        int length = input.integer("NumberOfBytes", 1, MAX_RANDOM)
                .orElseThrow(() -> KmsError.validation("NumberOfBytes is required."));
        return Asked.of(account -> {
            try (var random = SecretBytes.random(kms.keys().random(), length)) {
                return reply().put("Plaintext", Base64.getEncoder().encodeToString(random.exposeBytes()));
            }
        });
    }

    private static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.readOnlyArray());
    }

    private static ObjectNode reply() {
        return JsonNodeFactory.instance.objectNode();
    }
}
