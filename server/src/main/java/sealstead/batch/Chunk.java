package sealstead.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.s3.RequestNotes;
import sealstead.store.Bytes;

/// Some tasks of a job that are done and recorded together, as one cell of the job's record. The bucket of all tasks
/// stands in the job itself.
record Chunk(List<Entry> entries) {
    /// A task and its result, once there is one.
    record Entry(String key, String versionId, Optional<TaskResult> result) {}

    Chunk {
        entries = List.copyOf(entries);
    }

    static Chunk of(List<Task> tasks) {
        return new Chunk(tasks.stream()
                .map(task -> new Entry(task.key(), task.versionId(), Optional.empty()))
                .toList());
    }

    /// The places of the tasks that have no result yet.
    List<Integer> open() {
        return IntStream.range(0, entries.size())
                .filter(i -> entries.get(i).result().isEmpty())
                .boxed()
                .toList();
    }

    /// The task at a place.
    ///
    /// @param number of this chunk
    /// @param repeated whether it may have been begun before
    Task task(int place, BatchJob job, long number, boolean repeated) {
        var entry = entries.get(place);
        var id = RequestNotes.Work.PREFIX + job.name().id() + "/" + number + "/" + place;
        var work = new RequestNotes.Work(id, repeated, job.progress().since());
        return new Task(job.progress().bucket(), entry.key(), entry.versionId(), work);
    }

    /// The same tasks with results, by their places.
    Chunk with(Map<Integer, TaskResult> results) {
        var done = new ArrayList<>(entries);
        results.forEach((place, result) -> {
            var entry = entries.get(place);
            done.set(place, new Entry(entry.key(), entry.versionId(), Optional.of(result)));
        });
        return new Chunk(done);
    }

    Bytes toBytes() {
        var out = new RecordWriter();
        for (var entry : entries) {
            var fields = new RecordWriter().text(1, entry.key());
            if (!entry.versionId().isEmpty()) {
                fields.text(2, entry.versionId());
            }
            entry.result()
                    .ifPresent(result -> fields.flag(3, result.succeeded())
                            .number(4, result.status())
                            .text(5, result.code())
                            .text(6, result.message()));
            out.record(1, fields);
        }
        return out.toBytes();
    }

    static Chunk read(Bytes record) {
        var entries = new ArrayList<Entry>();
        var in = new RecordReader(record);
        while (in.next()) {
            if (in.tag() == 1) {
                entries.add(readEntry(in.record()));
            }
        }
        return new Chunk(entries);
    }

    private static Entry readEntry(RecordReader in) {
        var key = "";
        var versionId = "";
        boolean succeeded = false;
        int status = 0;
        var code = "";
        var message = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> key = in.text();
                case 2 -> versionId = in.text();
                case 3 -> succeeded = in.flag();
                case 4 -> status = (int) in.number();
                case 5 -> code = in.text();
                case 6 -> message = in.text();
                default -> {}
            }
        }
        return new Entry(
                key,
                versionId,
                status == 0 ? Optional.empty() : Optional.of(new TaskResult(succeeded, status, code, message)));
    }
}
