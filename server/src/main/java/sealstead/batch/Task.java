package sealstead.batch;

/// What is to be done to one object of a manifest.
///
/// @param key decoded
/// @param versionId empty for the current version
record Task(String bucket, String key, String versionId) {}
