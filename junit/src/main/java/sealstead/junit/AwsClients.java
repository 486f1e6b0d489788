package sealstead.junit;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/// Clients of the tests' own AWS SDK.
final class AwsClients implements AutoCloseable {
    private static final String SERVICES = "software.amazon.awssdk.services.";

    private final SealsteadServer server;
    private final Map<Class<?>, SdkAutoCloseable> made = new HashMap<>();

    AwsClients(SealsteadServer server) {
        this.server = server;
    }

    static boolean isClient(Class<?> type) {
        return type.isInterface()
                && type.getName().startsWith(SERVICES)
                && type.getName().endsWith("Client");
    }

    synchronized Object of(Class<?> type) {
        return made.computeIfAbsent(type, this::make);
    }

    private SdkAutoCloseable make(Class<?> type) {
        try {
            var builder = (AwsClientBuilder<?, ?>) type.getMethod("builder").invoke(null);
            builder.endpointOverride(server.endpoint());
            builder.region(Region.of(server.region()));
            builder.credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(server.accessKeyId(), server.secretAccessKey())));
            return (SdkAutoCloseable) builder.build();
        } catch (ReflectiveOperationException unusable) {
            throw new IllegalStateException("a client of " + type.getName() + " cannot be made", unusable);
        }
    }

    @Override
    public void close() {
        for (var client : made.values()) {
            client.close();
        }
    }
}
