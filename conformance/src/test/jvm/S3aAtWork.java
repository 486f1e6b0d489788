import java.io.FileNotFoundException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;
import org.apache.hadoop.mapreduce.task.JobContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/// Everyday work with Hadoop's S3A at its defaults, on a bucket that encrypts by itself: files, folders, renames, and
/// a job of the magic committer with a task that is given up.
///
/// ENDPOINT is the server's URL, BUCKET a bucket, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION say who asks.
final class S3aAtWork {
    private static final int LARGE_BYTES = 20 << 20;
    private static int steps;

    private static void expect(boolean good, String what) {
        if (!good) {
            throw new AssertionError(what);
        }
        steps++;
    }

    private static byte[] read(FileSystem files, Path path) throws Exception {
        try (var in = files.open(path)) {
            return in.readAllBytes();
        }
    }

    private static void write(FileSystem files, Path path, byte[] content) throws Exception {
        try (var out = files.create(path)) {
            out.write(content);
        }
    }

    private static List<String> names(FileSystem files, Path folder) throws Exception {
        var names = new TreeSet<String>();
        for (var status : files.listStatus(folder)) {
            names.add(status.getPath().getName() + (status.isDirectory() ? "/" : ""));
        }
        return new ArrayList<>(names);
    }

    private static void everyday(FileSystem files, Path root) throws Exception {
        var large = new byte[LARGE_BYTES];
        new Random(1).nextBytes(large);
        var folder = new Path(root, "folder ä+b");
        files.mkdirs(folder);
        write(files, new Path(folder, "empty"), new byte[0]);
        write(files, new Path(folder, "small"), "small".getBytes(StandardCharsets.UTF_8));
        write(files, new Path(folder, "deep/large"), large);
        expect(names(files, folder).equals(List.of("deep/", "empty", "small")), "another listing");
        expect(Arrays.equals(read(files, new Path(folder, "deep/large")), large), "another content");
        expect(files.getFileStatus(new Path(folder, "deep/large")).getLen() == LARGE_BYTES, "another length");
        try (var in = files.open(new Path(folder, "deep/large"))) {
            var some = new byte[1000];
            in.readFully(9_999_500, some);
            expect(Arrays.equals(some, Arrays.copyOfRange(large, 9_999_500, 10_000_500)), "another range");
            in.seek(LARGE_BYTES - 1);
            expect(in.read() == (large[LARGE_BYTES - 1] & 0xff) && in.read() == -1, "another end");
        }
        try {
            files.create(new Path(folder, "small"), false).close();
            expect(false, "a file was written over");
        } catch (FileAlreadyExistsException there) {
            steps++;
        }
        write(files, new Path(folder, "small"), "anew".getBytes(StandardCharsets.UTF_8));
        expect(new String(read(files, new Path(folder, "small")), StandardCharsets.UTF_8).equals("anew"), "not anew");
        var renamed = new Path(root, "renamed");
        expect(files.rename(folder, renamed), "not renamed");
        expect(!files.exists(folder) && names(files, renamed).equals(List.of("deep/", "empty", "small")), "lost");
        expect(Arrays.equals(read(files, new Path(renamed, "deep/large")), large), "another content after the rename");
        var summary = files.getContentSummary(root);
        expect(summary.getFileCount() == 3 && summary.getLength() == LARGE_BYTES + 4, "another summary");
        expect(files.delete(renamed, true) && !files.exists(renamed), "not deleted");
    }

    private static TaskAttemptContext attempt(Configuration configuration, int task, int attempt) {
        var id = new TaskAttemptID(new TaskID("202611300000", 1, TaskType.REDUCE, task), attempt);
        return new TaskAttemptContextImpl(configuration, id);
    }

    private static void writeTask(TextOutputFormat<NullWritable, Text> format, TaskAttemptContext task, int lines)
            throws Exception {
        var writer = format.getRecordWriter(task);
        for (int i = 0; i < lines; i++) {
            writer.write(NullWritable.get(), new Text("line " + i + " of " + task.getTaskAttemptID().getTaskID()));
        }
        writer.close(task);
    }

    private static void magic(FileSystem files, Path root, Configuration configuration) throws Exception {
        var output = new Path(root, "job");
        var job = Job.getInstance(configuration);
        job.setJobID(new JobID("202611300000", 1));
        FileOutputFormat.setOutputPath(job, output);
        var settled = job.getConfiguration();
        var format = new TextOutputFormat<NullWritable, Text>();
        var first = attempt(settled, 0, 0);
        OutputCommitter committer = format.getOutputCommitter(first);
        expect(committer.getClass().getSimpleName().equals("MagicS3GuardCommitter"), "another committer");
        JobContext whole = new JobContextImpl(settled, job.getJobID());
        committer.setupJob(whole);
        committer.setupTask(first);
        writeTask(format, first, 400_000);
        expect(committer.needsTaskCommit(first), "nothing to commit");
        expect(!files.exists(new Path(output, "part-r-00000")), "seen before it was committed");
        committer.commitTask(first);
        var second = attempt(settled, 1, 0);
        var others = new TextOutputFormat<NullWritable, Text>();
        var given = others.getOutputCommitter(second);
        given.setupTask(second);
        writeTask(others, second, 10);
        given.abortTask(second);
        var again = attempt(settled, 1, 1);
        var last = new TextOutputFormat<NullWritable, Text>();
        var kept = last.getOutputCommitter(again);
        kept.setupTask(again);
        writeTask(last, again, 20);
        kept.commitTask(again);
        expect(!files.exists(new Path(output, "part-r-00001")), "seen before the job was committed");
        committer.commitJob(whole);
        expect(names(files, output).equals(List.of("_SUCCESS", "part-r-00000", "part-r-00001")), names(files, output)
                .toString());
        var lines = new String(read(files, new Path(output, "part-r-00001")), StandardCharsets.UTF_8).lines();
        expect(lines.count() == 20, "other lines");
        var many = new String(read(files, new Path(output, "part-r-00000")), StandardCharsets.UTF_8).lines();
        expect(many.count() == 400_000, "other lines of many");
        expect(new String(read(files, new Path(output, "_SUCCESS")), StandardCharsets.UTF_8).contains("magic"), "who");
        expect(((S3AFileSystem) files).listMultipartUploads("").isEmpty(), "an upload was left behind");
    }

    public static void main(String[] arguments) throws Exception {
        var configuration = new Configuration();
        configuration.set("fs.s3a.endpoint", System.getenv("ENDPOINT"));
        configuration.set("fs.s3a.endpoint.region", System.getenv("AWS_REGION"));
        configuration.set("fs.s3a.path.style.access", "true");
        configuration.set("fs.s3a.committer.name", "magic");
        configuration.set(
                "mapreduce.outputcommitter.factory.scheme.s3a",
                "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory");
        var bucket = System.getenv("BUCKET");
        try (var files = FileSystem.get(URI.create("s3a://" + bucket + "/"), configuration)) {
            var root = new Path("s3a://" + bucket + "/s3a");
            everyday(files, root);
            magic(files, root, configuration);
            files.delete(root, true);
            write(files, new Path("s3a://" + bucket + "/kept"), new byte[1]);
            try {
                files.getFileStatus(root);
                expect(false, "still there");
            } catch (FileNotFoundException gone) {
                steps++;
            }
        }
        System.out.println("Hadoop S3A: " + steps + " steps succeeded");
    }
}
