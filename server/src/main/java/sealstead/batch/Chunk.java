package sealstead.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /// @param number of this chunk
    /// @param repeated whether its tasks may have been begun before
    List<Task> tasks(BatchJob job, long number, boolean repeated) {
        var tasks = new ArrayList<Task>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            var work = new RequestNotes.Work(
                    RequestNotes.Work.PREFIX + job.name().id() + "/" + number + "/" + i, repeated);
            tasks.add(new Task(job.progress().bucket(), entry.key(), entry.versionId(), work));
        }
        return tasks;
    }

    /// The same tasks with their results, in the same order.
    Chunk with(List<TaskResult> results) {
        var done = new ArrayList<Entry>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            done.add(new Entry(entry.key(), entry.versionId(), Optional.of(results.get(i))));
        }
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
