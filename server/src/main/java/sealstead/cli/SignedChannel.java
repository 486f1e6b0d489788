package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;

/// By a principal's credentials, with a signature of version 4 for the service `sealstead`.
final class SignedChannel implements AdminChannel {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SERVICE = "sealstead";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;
    /// What the HTTP client sets by itself.
    private static final Set<String> OF_CLIENT = Set.of("host", "content-length");

    private final URI endpoint;
    private final Credentials credentials;

    SignedChannel(URI endpoint, Credentials credentials) {
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    /// Credentials and what stands beside them, as the AWS CLI finds them: those of a profile that is named, else
    /// those of the environment, else those of the profile that it names, or of `default`.
    ///
    /// @param endpoint of our administration, where the environment or the profile has one
    record Credentials(AwsCredentialsIdentity identity, String region, Optional<String> endpoint) {
        static Optional<Credentials> find(Optional<String> named, Map<String, String> environment) throws IOException {
            var file = ProfileFile.defaultProfileFile();
            var name = named.or(() -> Optional.ofNullable(environment.get("AWS_PROFILE")))
                    .orElse("default");
            var profile = file.profile(name);
            if (named.isPresent() && profile.isEmpty()) {
                throw new IOException("there is no AWS profile " + name);
            }
            System.setProperty("aws.profile", name); // at whose endpoint the SDK assumes a role
            try {
                var identity = provider(named.isPresent(), name).resolveCredentials();
                return Optional.of(new Credentials(
                        identity, region(named.isPresent(), profile, environment), url(profile, environment)));
            } catch (RuntimeException none) { // as the SDK says that there are none
                if (named.isPresent()) {
                    throw new IOException("the AWS profile " + name + ": " + none.getMessage(), none);
                }
                return Optional.empty();
            }
        }

        private static AwsCredentialsProvider provider(boolean named, String name) {
            var ofProfile = ProfileCredentialsProvider.create(name);
            return named
                    ? ofProfile
                    : AwsCredentialsProviderChain.of(EnvironmentVariableCredentialsProvider.create(), ofProfile);
        }

        private static String region(boolean named, Optional<Profile> profile, Map<String, String> environment) {
            var ofProfile = profile.flatMap(known -> known.property("region"));
            var ofEnvironment = Optional.ofNullable(environment.get("AWS_REGION"))
                    .or(() -> Optional.ofNullable(environment.get("AWS_DEFAULT_REGION")));
            var first = named ? ofProfile : ofEnvironment;
            return first.or(() -> named ? ofEnvironment : ofProfile).orElse("us-east-1");
        }

        private static Optional<String> url(Optional<Profile> profile, Map<String, String> environment) {
            return Optional.ofNullable(environment.get("AWS_ENDPOINT_URL_SEALSTEAD"))
                    .or(() -> Optional.ofNullable(environment.get("AWS_ENDPOINT_URL")))
                    .or(() -> profile.flatMap(known -> known.property("endpoint_url")));
        }
    }

    /// @throws IOException if no server answers, or none that speaks of administration
    @Override
    public AdminClient.Answer exchange(String method, String path, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var base = endpoint.toString().replaceFirst("/+$", "");
        var wanted = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(URI.create(base + "/_sealstead/" + path))
                .build();
        var signed = AwsV4HttpSigner.create()
                .sign(it -> it.identity(credentials.identity())
                        .request(wanted)
                        .payload(ContentStreamProvider.fromByteArray(bytes))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, credentials.region()));
        var request = HttpRequest.newBuilder(signed.request().getUri())
                .timeout(PATIENCE)
                .method(method, bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes));
        signed.request().headers().forEach((name, values) -> {
            if (!OF_CLIENT.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build()) {
            var response =
                    client.send(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
            return new AdminClient.Answer(response.statusCode(), document(response.body()));
        } catch (ConnectException nobody) {
            throw new IOException("no server answers at " + endpoint);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    private JsonNode document(byte[] body) throws IOException {
        try {
            var document = JSON.readTree(new ByteArrayInputStream(body));
            if (document != null && document.isObject()) {
                return document;
            }
        } catch (IOException notJson) {
            // Said below.
        }
        throw new IOException("what answers at " + endpoint + " is no Sealstead");
    }
}
