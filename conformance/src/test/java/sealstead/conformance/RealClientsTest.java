package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static sealstead.conformance.Endpoint.own;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// Programs that people use with S3, unmodified and at their defaults, each doing its everyday work.
/// `.ci/run` installs them; elsewhere those that are not there are left out.
@Inside("buckets that the programs' scripts name")
@SuppressWarnings({"NullAway.Init", "unchecked", "try"}) // the client of MinIO throws InterruptedException from close
final class RealClientsTest {
    private static final Path SCRIPTS = Path.of("src/test/clients").toAbsolutePath();
    private static final int MAX_OUTPUT_BYTES = 1_000_000;

    @Server
    private static LocalServer server;

    @TempDir
    private Path folder;

    private void fillTree() throws IOException {
        Files.createDirectories(folder.resolve("tree/deep"));
        Files.writeString(folder.resolve("tree/small"), "hello\n");
        Files.writeString(folder.resolve("tree/deep/ä b+c"), "umlaut\n");
        Files.createFile(folder.resolve("tree/empty"));
        var large = new byte[20_000_000];
        new Random(1).nextBytes(large);
        Files.write(folder.resolve("tree/deep/large one"), large);
    }

    private String run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("ENDPOINT", server.endpoint().toString());
        environment.put("HOME", folder.toString());
        environment.put("AWS_ACCESS_KEY_ID", LocalServer.ACCESS_KEY_ID);
        environment.put("AWS_SECRET_ACCESS_KEY", LocalServer.SECRET);
        environment.put("AWS_REGION", LocalServer.REGION);
        environment.put("AWS_DEFAULT_REGION", LocalServer.REGION);
        environment.put("AWS_PAGER", "");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("LC_ALL", "C.UTF-8");
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
        if (output.length() == MAX_OUTPUT_BYTES) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + "\n" + output)
                .isZero();
        return output;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rclone", "s3cmd", "restic"})
    void everyday_work_with(String program) throws Exception {
        Program.require(program);
        fillTree();
        run("bash", "-euxo", "pipefail", SCRIPTS.resolve(program + ".sh").toString());
    }

    /// `.ci/run` puts it where it does not hide that of Debian.
    @Test
    void everyday_work_with_the_newest_rclone() throws Exception {
        var programs = Path.of("target/rclone/bin").toAbsolutePath();
        assumeTrue(Files.isExecutable(programs.resolve("rclone")), "no newest rclone");
        fillTree();
        var script = SCRIPTS.resolve("rclone.sh").toString();
        run("env", "PATH=" + programs + ":" + System.getenv("PATH"), "bash", "-euxo", "pipefail", script);
    }

    @Test
    void everyday_work_with_the_aws_cli() throws Exception {
        Program.require("aws");
        fillTree();
        run("bash", "-euxo", "pipefail", SCRIPTS.resolve("aws-cli.sh").toString());
    }

    @Test
    void a_batch_job_with_the_aws_cli() throws Exception {
        Program.require("aws");
        run("bash", "-euxo", "pipefail", SCRIPTS.resolve("aws-cli-batch.sh").toString());
    }

    @Test
    void a_mounted_file_system() throws Exception {
        Program.require("s3fs");
        Program.require("aws");
        fillTree();
        var output = run("bash", "-euo", "pipefail", SCRIPTS.resolve("s3fs.sh").toString());
        System.out.println("s3fs: " + output.lines().toList().getLast());
    }

    /// Debian's boto3, and whichever the machine's own Python has.
    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/python3", "python3"})
    void everyday_work_with_boto3(String python) throws Exception {
        boolean there = new ProcessBuilder(python, "-c", "import boto3")
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
        boolean needed = System.getenv("CI") != null && python.startsWith("/");
        assumeTrue(there || needed, "no boto3 in " + python);
        fillTree();
        System.out.println(
                run(python, SCRIPTS.resolve("boto3_client.py").toString()).strip());
    }

    @Test
    void tags_of_buckets_with_boto3() throws Exception {
        var young = "import boto3; assert tuple(map(int, boto3.__version__.split('.'))) >= (1, 40)";
        boolean there = new ProcessBuilder("python3", "-c", young).start().waitFor() == 0;
        assumeTrue(there, "no boto3 that knows tags of directory buckets");
        System.out.println(
                run("python3", SCRIPTS.resolve("boto3_control.py").toString()).strip());
    }

    /// The machine's own Python has it; Debian's boto3 is older than directory buckets.
    @Test
    void directory_buckets_with_boto3() throws Exception {
        var knows = "import boto3; boto3.client('s3', region_name='x').create_session";
        boolean there = new ProcessBuilder("python3", "-c", knows)
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
        assumeTrue(there, "no boto3 that knows directory buckets");
        System.out.println(
                run("python3", SCRIPTS.resolve("boto3_directory.py").toString()).strip());
    }

    /// SigV4A of boto3 is that of the AWS Common Runtime, which `.ci/run` installs.
    @ParameterizedTest
    @ValueSource(strings = {"boto3_sigv4a.py", "boto3_mrap.py"})
    void sigv4a_with_boto3_and_the_common_runtime(String script) throws Exception {
        boolean there = new ProcessBuilder("python3", "-c", "import boto3, awscrt")
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
        assumeTrue(there, "no boto3 with awscrt");
        System.out.println(run("python3", SCRIPTS.resolve(script).toString()).strip());
    }

    /// `.ci/run` puts them where they change nothing of the machine's own Python.
    @ParameterizedTest
    @CsvSource({"pyarrow, pyarrow_client.py", "s3fs, s3fs_client.py"})
    void everyday_work_with_libraries_of_python(String library, String script) throws Exception {
        var libraries = Path.of("target/python").toAbsolutePath();
        assumeTrue(Files.isDirectory(libraries.resolve(library)), "no " + library + " for Python");
        try (var kms = server.kms()) {
            var key = kms.createKey().keyMetadata().arn();
            System.out.println(run(
                            "env",
                            "PYTHONPATH=" + libraries,
                            "KMS_KEY=" + key,
                            "python3",
                            SCRIPTS.resolve(script).toString())
                    .strip());
        }
    }

    /// Each on a bucket that puts everything under a key of the KMS, with a bucket key. `.ci/run` builds kopia.
    @Test
    void everyday_work_with_kopia() throws Exception {
        var kopia = Path.of("target/kopia").toAbsolutePath();
        assumeTrue(Files.isExecutable(kopia), "no kopia");
        fillTree();
        var script = SCRIPTS.resolve("kopia.sh").toString();
        onEncryptedBucket(
                "client-kopia",
                "kopia/kopia.repository",
                List.of("env", "KOPIA=" + kopia, "bash", "-euxo", "pipefail", script));
    }

    /// Programs with a class path of their own, which `.ci/run` asks Maven for.
    @ParameterizedTest
    @CsvSource({"S3aAtWork, client-s3a", "IcebergAtWork, client-iceberg"})
    void everyday_work_with_java(String program, String bucket) throws Exception {
        var classPath = Path.of("target/clients.classpath");
        assumeTrue(Files.isRegularFile(classPath), "no class path for " + program);
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var source = Path.of("src/test/jvm", program + ".java").toAbsolutePath().toString();
        var libraries = Files.readString(classPath).strip();
        var output = onEncryptedBucket(bucket, "kept", List.of(java, "-Xmx512m", "-cp", libraries, source));
        System.out.println(output.lines().toList().getLast());
    }

    /// Runs a program on a bucket of its own, and looks at what it left there.
    private String onEncryptedBucket(String bucket, String left, List<String> command) throws Exception {
        try (var kms = server.kms();
                var s3 = server.plainS3()) {
            var key = kms.createKey().keyMetadata().arn();
            s3.createBucket(b -> b.bucket(bucket));
            s3.putBucketEncryption(b -> b.bucket(bucket)
                    .serverSideEncryptionConfiguration(c -> c.rules(r -> r.bucketKeyEnabled(true)
                            .applyServerSideEncryptionByDefault(d ->
                                    d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID(key)))));
            var output = run(Stream.concat(Stream.of("env", "BUCKET=" + bucket), command.stream())
                    .toArray(String[]::new));
            var head = s3.headObject(b -> b.bucket(bucket).key(left));
            assertThat(head.ssekmsKeyId()).isEqualTo(key);
            assertThat(head.bucketKeyEnabled()).isTrue();
            return output;
        }
    }

    @Test
    void everyday_work_with_minio_java() throws Exception {
        try (var minio = MinioClient.builder()
                .endpoint(server.endpoint().toString())
                .credentials(LocalServer.ACCESS_KEY_ID, LocalServer.SECRET)
                .build()) {
            var bucket = own("client-minio-java");
            minio.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
            assertThat(minio.bucketExists(
                            BucketExistsArgs.builder().bucket(bucket).build()))
                    .isTrue();
            var large = new byte[12_000_000];
            new Random(2).nextBytes(large);
            minio.putObject(PutObjectArgs.builder().bucket(bucket).object("a/large").stream(
                            new ByteArrayInputStream(large), -1L, 5L * 1024 * 1024)
                    .build());
            minio.putObject(PutObjectArgs.builder().bucket(bucket).object("small").stream(
                            new ByteArrayInputStream(LocalServer.bytes("hello")), 5L, -1L)
                    .contentType("text/plain")
                    .build());
            try (var got = minio.getObject(
                    GetObjectArgs.builder().bucket(bucket).object("a/large").build())) {
                assertThat(java.util.Arrays.equals(got.readAllBytes(), large)).isTrue();
            }
            assertThat(minio.statObject(StatObjectArgs.builder()
                                    .bucket(bucket)
                                    .object("small")
                                    .build())
                            .contentType())
                    .isEqualTo("text/plain");
            var names = new java.util.ArrayList<String>();
            for (var item : minio.listObjects(
                    ListObjectsArgs.builder().bucket(bucket).recursive(true).build())) {
                names.add(item.get().objectName());
            }
            assertThat(names).containsExactly("a/large", "small");
            for (var name : names) {
                minio.removeObject(
                        RemoveObjectArgs.builder().bucket(bucket).object(name).build());
            }
            assertThat(minio.listObjects(
                            ListObjectsArgs.builder().bucket(bucket).build()))
                    .isEmpty();
        }
    }
}
