package sealstead.batch;

import sealstead.s3.RequestNotes;

/// What is to be done to one object of a manifest.
///
/// @param key decoded
/// @param versionId empty for the current version
/// @param work which task of which job it is
record Task(String bucket, String key, String versionId, RequestNotes.Work work) {
    Task(String bucket, String key, String versionId) {
        this(bucket, key, versionId, RequestNotes.Work.NONE);
    }

    /// The same task, tried once more.
    Task again() {
        return new Task(bucket, key, versionId, work.again());
    }
}
