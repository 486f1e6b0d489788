package sealstead.batch;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.store.Bytes;

/// The head of a job's record. States are kept by their names, so that the order of the table means nothing.
final class JobRecord {
    private static final int VERSION = 1;

    private JobRecord() {}

    static Bytes write(BatchJob job) {
        var out = new RecordWriter()
                .number(1, VERSION)
                .text(2, job.name().account())
                .text(3, job.name().region())
                .text(4, job.name().id())
                .text(5, job.asked().operation())
                .text(6, job.asked().roleArn())
                .text(7, job.asked().description())
                .number(8, job.priority())
                .bytes(9, job.asked().digest())
                .number(10, job.asked().created().toEpochMilli())
                .text(11, job.state().wireName())
                .text(12, job.course().reason());
        job.course().failure().ifPresent(why -> out.pair(13, why.code(), why.reason()));
        job.course().terminated().ifPresent(at -> out.number(14, at.toEpochMilli()));
        job.course().suspended().ifPresent(at -> out.number(15, at.toEpochMilli()));
        var progress = job.progress();
        var fields = new RecordWriter()
                .text(1, progress.bucket())
                .number(2, progress.total())
                .number(3, progress.succeeded())
                .number(4, progress.failed())
                .number(5, progress.chunks())
                .number(6, progress.next())
                .number(7, progress.activeMillis());
        if (!progress.since().equals(Instant.MAX)) {
            fields.number(8, progress.since().toEpochMilli());
        }
        out.record(16, fields);
        job.generated().ifPresent(manifest -> out.pair(17, manifest.objectArn(), manifest.etag()));
        return out.toBytes();
    }

    static BatchJob read(Bytes record) {
        var texts = new LinkedHashMap<Integer, String>();
        var numbers = new LinkedHashMap<Integer, Long>();
        var digest = Bytes.EMPTY;
        var failure = Optional.<BatchJob.Failure>empty();
        var progress = BatchJob.Progress.NONE;
        var generated = Optional.<BatchJob.Generated>empty();
        var in = new RecordReader(record);
        while (in.next()) {
            switch (in.tag()) {
                case 2, 3, 4, 5, 6, 7, 11, 12 -> texts.put(in.tag(), in.text());
                case 1, 8, 10, 14, 15 -> numbers.put(in.tag(), in.number());
                case 9 -> digest = in.bytes();
                case 13 -> {
                    var pair = in.pair();
                    failure = Optional.of(new BatchJob.Failure(pair.first(), pair.second()));
                }
                case 16 -> progress = progress(in.record());
                case 17 -> {
                    var pair = in.pair();
                    generated = Optional.of(new BatchJob.Generated(pair.first(), pair.second()));
                }
                default -> {}
            }
        }
        if (number(numbers, 1) != VERSION) {
            throw new IllegalStateException("a job's record of another version");
        }
        return new BatchJob(
                new BatchJob.Name(text(texts, 2), text(texts, 3), text(texts, 4)),
                new BatchJob.Asked(
                        text(texts, 5),
                        text(texts, 6),
                        text(texts, 7),
                        digest,
                        Instant.ofEpochMilli(number(numbers, 10))),
                number(numbers, 8),
                new BatchJob.Course(
                        JobState.named(text(texts, 11))
                                .orElseThrow(() -> new IllegalStateException("a job without a state")),
                        text(texts, 12),
                        failure,
                        Optional.ofNullable(numbers.get(14)).map(Instant::ofEpochMilli),
                        Optional.ofNullable(numbers.get(15)).map(Instant::ofEpochMilli)),
                progress,
                generated);
    }

    private static String text(Map<Integer, String> texts, int tag) {
        return texts.getOrDefault(tag, "");
    }

    private static long number(Map<Integer, Long> numbers, int tag) {
        return numbers.getOrDefault(tag, 0L);
    }

    private static BatchJob.Progress progress(RecordReader in) {
        var bucket = "";
        var numbers = new long[9];
        while (in.next()) {
            if (in.tag() == 1) {
                bucket = in.text();
            } else if (in.tag() < numbers.length) {
                numbers[in.tag()] = in.number();
            }
        }
        var since = numbers[8] == 0 ? Instant.MAX : Instant.ofEpochMilli(numbers[8]);
        return new BatchJob.Progress(
                bucket, numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7], since);
    }
}
