package sealstead.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/// Which protection the functional tests run under. `-Dsealstead.overlay=kms_bucket_key` or `dsse_kms` makes it the
/// default of every bucket that a test makes, `sse_c` gives every request about an object a customer's key. The tests
/// do not know: what clients do with objects is the same under every encryption. Those marked [Defaults] run again with
/// the first two, those marked [CustomerKeys] with the third (conformance/pom.xml).
enum Overlay {
    NONE,
    KMS_BUCKET_KEY,
    DSSE_KMS,
    SSE_C;

    static final String PROPERTY = "sealstead.overlay";

    /// Marks tests that work with any default encryption of their buckets.
    @Tag("any-default-encryption")
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @interface Defaults {}

    /// Marks tests all of whose objects can be given a customer's key.
    @Tag("any-customer-key")
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @interface CustomerKeys {}

    /// Marks the few tests that are about the default itself, or that name another encryption.
    @DisabledIfSystemProperty(named = PROPERTY, matches = ".+", disabledReason = "names its encryption itself")
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @interface Never {}

    private static final Set<String> ABOUT_OBJECTS = Set.of(
            "PutObject",
            "GetObject",
            "HeadObject",
            "GetObjectAttributes",
            "CopyObject",
            "CreateMultipartUpload",
            "UploadPart",
            "UploadPartCopy",
            "CompleteMultipartUpload");
    private static final String SSE = "x-amz-server-side-encryption";

    static Overlay chosen() {
        return valueOf(System.getProperty(PROPERTY, "none").toUpperCase(Locale.ROOT));
    }

    /// Puts this protection on every bucket that a client makes, and a customer's key on what it says about objects.
    ///
    /// @param plain makes clients without an interceptor
    ExecutionInterceptor interceptor(Supplier<S3Client> plain, String kmsKey) {
        return new ExecutionInterceptor() {
            @Override
            public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
                if (context.request() instanceof CreateBucketRequest created) {
                    try (var client = plain.get()) {
                        client.putBucketEncryption(b -> b.bucket(created.bucket())
                                .serverSideEncryptionConfiguration(c -> c.rules(rule(kmsKey))));
                    }
                }
            }

            @Override
            public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
                var operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
                return Overlay.this == SSE_C && ABOUT_OBJECTS.contains(operation)
                        ? withCustomerKey(context.httpRequest(), operation)
                        : context.httpRequest();
            }
        };
    }

    private ServerSideEncryptionRule rule(String kmsKey) {
        var rule = ServerSideEncryptionRule.builder();
        return switch (this) {
            case NONE, SSE_C ->
                rule.blockedEncryptionTypes(t -> t.encryptionType(EncryptionType.NONE))
                        .build();
            case KMS_BUCKET_KEY ->
                rule.bucketKeyEnabled(true)
                        .applyServerSideEncryptionByDefault(d ->
                                d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID(kmsKey))
                        .build();
            case DSSE_KMS ->
                rule.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS_DSSE)
                                .kmsMasterKeyID(kmsKey))
                        .build();
        };
    }

    private static SdkHttpRequest withCustomerKey(SdkHttpRequest request, String operation) {
        if (request.firstMatchingHeader(SSE).isPresent()
                || request.firstMatchingHeader(SSE + "-customer-key").isPresent()) {
            return request;
        }
        return request.toBuilder()
                .applyMutation(b -> {
                    addKey(b, SSE + "-customer-");
                    if (operation.contains("Copy")) {
                        addKey(b, "x-amz-copy-source-server-side-encryption-customer-");
                    }
                })
                .build();
    }

    private static void addKey(SdkHttpRequest.Builder request, String prefix) {
        request.putHeader(prefix + "algorithm", "AES256");
        request.putHeader(prefix + "key", Kind.CUSTOMER_KEY);
        request.putHeader(prefix + "key-md5", Kind.CUSTOMER_KEY_MD5);
    }
}
