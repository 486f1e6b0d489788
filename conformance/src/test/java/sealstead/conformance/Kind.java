package sealstead.conformance;

import java.util.Base64;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// The ways to ask for a protection.
enum Kind {
    SSE_S3,
    SSE_KMS,
    SSE_KMS_BUCKET_KEY,
    SSE_KMS_MANAGED,
    DSSE_KMS,
    SSE_C;

    static final String CUSTOMER_KEY =
            Base64.getEncoder().encodeToString(LocalServer.bytes("0123456789abcdef0123456789abcdef"));
    static final String CUSTOMER_KEY_MD5 = md5(CUSTOMER_KEY);

    /// What SDKs leave to who calls them.
    static String md5(String customerKey) {
        return Base64.getEncoder()
                .encodeToString(Raw.digest("MD5", Base64.getDecoder().decode(customerKey)));
    }

    PutObjectRequest.Builder on(PutObjectRequest.Builder put, String key) {
        return switch (this) {
            case SSE_S3 -> put.serverSideEncryption(ServerSideEncryption.AES256);
            case SSE_KMS ->
                put.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key);
            case SSE_KMS_BUCKET_KEY ->
                put.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(key)
                        .bucketKeyEnabled(true);
            case SSE_KMS_MANAGED -> put.serverSideEncryption(ServerSideEncryption.AWS_KMS);
            case DSSE_KMS ->
                put.serverSideEncryption(ServerSideEncryption.AWS_KMS_DSSE).ssekmsKeyId(key);
            case SSE_C ->
                put.sseCustomerAlgorithm("AES256").sseCustomerKey(CUSTOMER_KEY).sseCustomerKeyMD5(CUSTOMER_KEY_MD5);
        };
    }

    GetObjectRequest.Builder on(GetObjectRequest.Builder get) {
        return this == SSE_C ? get.sseCustomerAlgorithm("AES256").sseCustomerKey(CUSTOMER_KEY) : get;
    }

    HeadObjectRequest.Builder on(HeadObjectRequest.Builder head) {
        return this == SSE_C ? head.sseCustomerAlgorithm("AES256").sseCustomerKey(CUSTOMER_KEY) : head;
    }

    CopyObjectRequest.Builder to(CopyObjectRequest.Builder copy, String key) {
        return switch (this) {
            case SSE_S3 -> copy.serverSideEncryption(ServerSideEncryption.AES256);
            case SSE_KMS ->
                copy.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key);
            case SSE_KMS_BUCKET_KEY ->
                copy.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(key)
                        .bucketKeyEnabled(true);
            case SSE_KMS_MANAGED -> copy.serverSideEncryption(ServerSideEncryption.AWS_KMS);
            case DSSE_KMS ->
                copy.serverSideEncryption(ServerSideEncryption.AWS_KMS_DSSE).ssekmsKeyId(key);
            case SSE_C ->
                copy.sseCustomerAlgorithm("AES256").sseCustomerKey(CUSTOMER_KEY).sseCustomerKeyMD5(CUSTOMER_KEY_MD5);
        };
    }

    CopyObjectRequest.Builder from(CopyObjectRequest.Builder copy) {
        return this == SSE_C
                ? copy.copySourceSSECustomerAlgorithm("AES256").copySourceSSECustomerKey(CUSTOMER_KEY)
                : copy;
    }

    CreateMultipartUploadRequest.Builder on(CreateMultipartUploadRequest.Builder create, String key) {
        return switch (this) {
            case SSE_S3 -> create.serverSideEncryption(ServerSideEncryption.AES256);
            case SSE_KMS ->
                create.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key);
            case SSE_KMS_BUCKET_KEY ->
                create.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(key)
                        .bucketKeyEnabled(true);
            case SSE_KMS_MANAGED -> create.serverSideEncryption(ServerSideEncryption.AWS_KMS);
            case DSSE_KMS ->
                create.serverSideEncryption(ServerSideEncryption.AWS_KMS_DSSE).ssekmsKeyId(key);
            case SSE_C ->
                create.sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(CUSTOMER_KEY)
                        .sseCustomerKeyMD5(CUSTOMER_KEY_MD5);
        };
    }

    UploadPartRequest.Builder on(UploadPartRequest.Builder part) {
        return this == SSE_C
                ? part.sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(CUSTOMER_KEY)
                        .sseCustomerKeyMD5(CUSTOMER_KEY_MD5)
                : part;
    }

    UploadPartCopyRequest.Builder on(UploadPartCopyRequest.Builder part) {
        return this == SSE_C
                ? part.sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(CUSTOMER_KEY)
                        .sseCustomerKeyMD5(CUSTOMER_KEY_MD5)
                : part;
    }

    UploadPartCopyRequest.Builder from(UploadPartCopyRequest.Builder part) {
        return this == SSE_C
                ? part.copySourceSSECustomerAlgorithm("AES256").copySourceSSECustomerKey(CUSTOMER_KEY)
                : part;
    }

    CompleteMultipartUploadRequest.Builder on(CompleteMultipartUploadRequest.Builder complete) {
        return this == SSE_C ? complete.sseCustomerAlgorithm("AES256").sseCustomerKey(CUSTOMER_KEY) : complete;
    }

    GetObjectAttributesRequest.Builder on(GetObjectAttributesRequest.Builder get) {
        return this == SSE_C ? get.sseCustomerAlgorithm("AES256").sseCustomerKey(CUSTOMER_KEY) : get;
    }
}
