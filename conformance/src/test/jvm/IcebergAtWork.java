import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types;

/// Everyday work with Iceberg's S3FileIO at its defaults, on a bucket that encrypts by itself: files of every size, lists,
/// bulk deletes, and commits of a table whose data, manifests and metadata are all there.
///
/// ENDPOINT is the server's URL, BUCKET a bucket, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION say who asks.
final class IcebergAtWork {
    private static final int LARGE_BYTES = 70 << 20;
    private static int steps;

    private static void expect(boolean good, String what) {
        if (!good) {
            throw new AssertionError(what);
        }
        steps++;
    }

    private static void write(FileIO io, String where, byte[] content) throws Exception {
        try (var out = io.newOutputFile(where).createOrOverwrite()) {
            out.write(content);
        }
    }

    private static byte[] read(FileIO io, String where) throws Exception {
        try (var in = io.newInputFile(where).newStream()) {
            return in.readAllBytes();
        }
    }

    private static List<String> names(S3FileIO io, String folder) {
        var names = new TreeSet<String>();
        io.listPrefix(folder).forEach(file -> names.add(file.location().substring(folder.length())));
        return new ArrayList<>(names);
    }

    private static void files(S3FileIO io, String root) throws Exception {
        var large = new byte[LARGE_BYTES];
        new Random(1).nextBytes(large);
        write(io, root + "empty", new byte[0]);
        write(io, root + "small ä+b", "small".getBytes(StandardCharsets.UTF_8));
        write(io, root + "large", large);
        expect(names(io, root).equals(List.of("empty", "large", "small ä+b")), "another listing");
        expect(Arrays.equals(read(io, root + "large"), large), "another content");
        expect(io.newInputFile(root + "large").getLength() == LARGE_BYTES, "another length");
        expect(!io.newInputFile(root + "none").exists(), "there");
        try (var in = io.newInputFile(root + "large").newStream()) {
            in.seek(LARGE_BYTES - 1000);
            expect(Arrays.equals(in.readAllBytes(), Arrays.copyOfRange(large, LARGE_BYTES - 1000, LARGE_BYTES)), "tail");
        }
        io.deleteFile(root + "small ä+b");
        io.deleteFiles(List.of(root + "empty", root + "large"));
        expect(names(io, root).isEmpty(), "not deleted");
        for (int i = 0; i < 30; i++) {
            write(io, root + "many/" + i, new byte[i]);
        }
        io.deletePrefix(root + "many");
        expect(names(io, root).isEmpty(), "a prefix was not deleted");
    }

    private static void table(Map<String, String> properties, String root) throws Exception {
        var schema = new Schema(
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "data", Types.StringType.get()));
        try (var catalog = new JdbcCatalog()) {
            catalog.initialize("test", properties);
            catalog.createNamespace(Namespace.of("space"));
            var name = TableIdentifier.of("space", "rows");
            var table = catalog.createTable(name, schema, PartitionSpec.unpartitioned());
            expect(table.io() instanceof S3FileIO, "another FileIO: " + table.io().getClass());
            for (int i = 0; i < 4; i++) {
                var where = table.locationProvider().newDataLocation("rows-" + i + ".parquet");
                write(table.io(), where, new byte[1000 + i]);
                table.newAppend()
                        .appendFile(DataFiles.builder(table.spec())
                                .withPath(where)
                                .withFormat(FileFormat.PARQUET)
                                .withFileSizeInBytes(1000 + i)
                                .withRecordCount(10)
                                .build())
                        .commit();
            }
            table.updateSchema().addColumn("more", Types.IntegerType.get()).commit();
            table.rewriteManifests().commit();
            var loaded = catalog.loadTable(name);
            expect(loaded.schema().findField("more") != null, "another schema");
            long planned = 0;
            try (var tasks = loaded.newScan().planFiles()) {
                for (var task : tasks) {
                    planned += read(loaded.io(), task.file().location()).length;
                }
            }
            expect(planned == 4 * 1000 + 6, "other data files: " + planned);
            loaded.expireSnapshots().expireOlderThan(System.currentTimeMillis()).retainLast(1).commit();
            expect(loaded.history().size() >= 1, "no history");
            expect(catalog.dropTable(name, true), "not dropped");
        }
    }

    public static void main(String[] arguments) throws Exception {
        var root = "s3://" + System.getenv("BUCKET") + "/iceberg/";
        var properties = Map.of(
                CatalogProperties.WAREHOUSE_LOCATION,
                root + "warehouse",
                CatalogProperties.FILE_IO_IMPL,
                S3FileIO.class.getName(),
                CatalogProperties.URI,
                "jdbc:sqlite:file::memory:?cache=shared",
                "s3.endpoint",
                System.getenv("ENDPOINT"),
                "s3.path-style-access",
                "true");
        try (var io = new S3FileIO()) {
            io.initialize(properties);
            files(io, root + "files/");
            table(properties, root);
            var left = names(io, root);
            expect(left.stream().noneMatch(name -> name.contains("rows-")), "data files were left: " + left);
            io.deletePrefix(root);
            expect(names(io, root).isEmpty(), "something was left");
            write(io, "s3://" + System.getenv("BUCKET") + "/kept", new byte[1]);
        }
        System.out.println("Iceberg S3FileIO: " + steps + " steps succeeded");
    }
}
