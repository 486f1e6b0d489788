package sealstead.conformance;

import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/// Clients of one server with whatever credentials.
final class IamWorld {
    static final String ALLOW_ALL =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}";
    static final AwsCredentials ROOT = AwsBasicCredentials.create(LocalServer.ACCESS_KEY_ID, LocalServer.SECRET);

    private final LocalServer server;

    IamWorld(LocalServer server) {
        this.server = server;
    }

    static AwsCredentials credentials(AccessKey key) {
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    static AwsCredentials credentials(Credentials session) {
        return AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
    }

    IamClient iam(AwsCredentials as) {
        Endpoint.inside("an account whose identities are the test's");
        return IamClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(StaticCredentialsProvider.create(as))
                .build();
    }

    StsClient sts(AwsCredentials as) {
        return StsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(as))
                .build();
    }

    S3Client s3(AwsCredentials as) {
        return S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(as))
                .build();
    }

    /// A user with an access key and, if not empty, an inline policy.
    AwsCredentials user(String name, String policy) {
        try (var iam = iam(ROOT)) {
            iam.createUser(request -> request.userName(name));
            if (!policy.isEmpty()) {
                iam.putUserPolicy(
                        request -> request.userName(name).policyName("inline").policyDocument(policy));
            }
            return credentials(
                    iam.createAccessKey(request -> request.userName(name)).accessKey());
        }
    }

    static String allow(String action, String resource) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"" + action
                + "\",\"Resource\":\"" + resource + "\"}]}";
    }

    static String trust(String principal, String condition) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":" + principal
                + ",\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\",\"sts:SetSourceIdentity\"]" + condition + "}]}";
    }

    /// Runs what must be refused.
    static AwsServiceException refused(Runnable work) {
        return Assertions.assertThrows(AwsServiceException.class, work::run);
    }

    static void refused(int status, String code, String message, Runnable work) {
        var refusal = refused(work);
        Assertions.assertEquals(code, refusal.awsErrorDetails().errorCode());
        Assertions.assertEquals(message, refusal.awsErrorDetails().errorMessage());
        Assertions.assertEquals(status, refusal.statusCode());
    }

    /// Uses an IAM client as root.
    void asRoot(Consumer<IamClient> work) {
        try (var iam = iam(ROOT)) {
            work.accept(iam);
        }
    }
}
