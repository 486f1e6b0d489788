package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import sealstead.control.ControlOperation;
import sealstead.kms.KmsOperation;
import sealstead.query.iam.IamOperation;
import sealstead.query.sts.StsOperation;
import sealstead.s3.S3Operation;
import sealstead.server.SealsteadServer;

/// docs/compatibility.md is made from the operation tables; `-Dsealstead.docs=write` writes it anew.
final class CompatibilityPageTest {
    private static final Path PAGE = Path.of("../docs/compatibility.md");

    @Test
    void the_page_says_what_the_tables_say() throws IOException {
        try (var server = new LocalServer()) {
            var page = page(server.server());
            if ("write".equals(System.getProperty("sealstead.docs"))) {
                Files.writeString(PAGE, page);
            }
            assertThat(Files.readString(PAGE)).isEqualTo(page);
        }
    }

    @Test
    void an_operation_without_a_handler_answers_not_implemented_by_its_name() throws IOException {
        try (var server = new LocalServer();
                var s3 = server.s3()) {
            s3.createBucket(b -> b.bucket("rows"));
            for (var operation : S3Operation.values()) {
                boolean reachable = operation != S3Operation.WRITE_GET_OBJECT_RESPONSE
                        && operation != S3Operation.POST_OBJECT
                        && operation != S3Operation.LIST_DIRECTORY_BUCKETS;
                if (!reachable || server.server().implemented().contains(operation)) {
                    continue;
                }
                var path = switch (operation.level()) {
                    case SERVICE -> "/";
                    case BUCKET -> "/rows";
                    case OBJECT -> "/rows/key";
                };
                var query = String.join("=1&", operation.subresources());
                var request = Raw.request(
                        server.endpoint(),
                        operation.method().name(),
                        query.isEmpty() ? path : path + "?" + query + "=1");
                if (operation == S3Operation.UPLOAD_PART_COPY) {
                    request.header("x-amz-copy-source", "rows/key");
                }
                var reply = request.sign().send();
                assertThat(reply.status()).as(operation.wireName()).isEqualTo(501);
                if (operation.method() != S3Operation.Method.HEAD) {
                    assertThat(reply.code()).isEqualTo("NotImplemented");
                    assertThat(reply.message())
                            .isEqualTo("The operation " + operation.wireName() + " is not implemented.");
                }
            }
        }
    }

    private static String page(SealsteadServer server) throws IOException {
        var implemented = server.implemented();
        var text =
                new StringBuilder("# Compatibility\n\nMade from the operation tables by `CompatibilityPageTest`; do not"
                        + " edit.\n\n## S3\n\n");
        text.append(implemented.size()).append(" of ").append(S3Operation.values().length);
        text.append(" operations are there; every other one answers 501 `NotImplemented` with its name.\n\n");
        text.append("| operation | wire | | buckets | IAM action | checksum |\n|---|---|---|---|---|---|\n");
        for (var operation : S3Operation.values()) {
            text.append("| ").append(operation.wireName()).append(" | ").append(operation.method());
            text.append(
                    switch (operation.level()) {
                        case SERVICE -> " /";
                        case BUCKET -> " /bucket";
                        case OBJECT -> " /bucket/key";
                    });
            if (!operation.subresources().isEmpty()) {
                text.append('?').append(String.join("&", operation.subresources()));
            }
            text.append(" | ").append(implemented.contains(operation) ? "yes" : "no");
            text.append(" | ")
                    .append(
                            switch (operation.buckets()) {
                                case GENERAL_PURPOSE -> "general purpose";
                                case DIRECTORY -> "directory";
                                case BOTH -> "both";
                            });
            text.append(" | `").append(operation.action()).append("` | ");
            text.append(operation.checksum().name().toLowerCase(java.util.Locale.ROOT))
                    .append(" |\n");
        }
        text.append("\n## S3 Control\n\n").append(server.implementedOfControl().size());
        text.append(" of ").append(ControlOperation.values().length);
        text.append(" operations are there; every other one answers 501 `NotImplemented` with its name.\n\n");
        text.append(names(server.implementedOfControl(), ControlOperation::wireName))
                .append(".\n");
        text.append("\n## KMS\n\n| operation | |\n|---|---|\n");
        for (var operation : KmsOperation.values()) {
            text.append("| ").append(operation.wireName()).append(" | ");
            text.append(operation.isSupported() ? "yes" : "no").append(" |\n");
        }
        text.append("\n## IAM and STS\n\n").append(server.implementedOfIam().size());
        text.append(" of ").append(IamOperation.values().length).append(" operations of IAM and ");
        text.append(server.implementedOfSts().size()).append(" of ").append(StsOperation.values().length);
        text.append(" of STS are there; every other one answers 501 `NotImplemented` with its name.\n\nIAM: ");
        text.append(names(server.implementedOfIam(), IamOperation::wireName)).append(".\n\nSTS: ");
        text.append(names(server.implementedOfSts(), StsOperation::wireName)).append(".\n");
        return text.append('\n')
                .append(Files.readString(Path.of("src/test/resources/compatibility-choices.md")))
                .toString();
    }

    private static <T> String names(Set<T> operations, Function<T, String> name) {
        return operations.stream().map(name).sorted().collect(Collectors.joining(", "));
    }
}
