package sealstead.s3;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import sealstead.encryption.EncryptionRequest;

/// What is known of one operation of S3. A row begins with its method, what its path names and the query names that
/// make it what it is; each call after that says what is not as with most.
final class OperationRow {
    final S3Operation.Method method;
    final S3Operation.Level level;
    final Set<String> subresources;
    Set<String> parameters = Set.of();
    List<String> actions = List.of();
    List<String> versionActions = List.of();
    boolean forEachKey;
    S3Operation.Buckets buckets = S3Operation.Buckets.GENERAL_PURPOSE;
    boolean controls;
    boolean inReadOnlySessions;
    S3Operation.ChecksumRule checksum = S3Operation.ChecksumRule.NONE;
    EncryptionRequest.Allowed encryption = EncryptionRequest.Allowed.NONE;
    boolean describes;
    boolean creates;
    boolean copies;
    boolean continues;
    boolean byInitiator;
    boolean throughAccessPoints;
    S3Operation.NeedOfRoom room = S3Operation.NeedOfRoom.LARGE_DOCUMENTS;
    boolean data;
    S3Operation.Kind kind = S3Operation.Kind.BY_METHOD;
    String logName = "";

    private OperationRow(S3Operation.Method method, S3Operation.Level level, String... subresources) {
        this.method = method;
        this.level = level;
        this.subresources = ordered(subresources);
    }

    private static Set<String> ordered(String... names) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(names)));
    }

    static OperationRow get(S3Operation.Level level, String... subresources) {
        return new OperationRow(S3Operation.Method.GET, level, subresources);
    }

    static OperationRow head(S3Operation.Level level, String... subresources) {
        return new OperationRow(S3Operation.Method.HEAD, level, subresources);
    }

    static OperationRow put(S3Operation.Level level, String... subresources) {
        return new OperationRow(S3Operation.Method.PUT, level, subresources);
    }

    static OperationRow post(S3Operation.Level level, String... subresources) {
        return new OperationRow(S3Operation.Method.POST, level, subresources);
    }

    static OperationRow delete(S3Operation.Level level, String... subresources) {
        return new OperationRow(S3Operation.Method.DELETE, level, subresources);
    }

    /// Query names that may be there.
    OperationRow with(String... names) {
        parameters = ordered(names);
        return this;
    }

    /// The IAM actions it needs, its own last; `s3:` and its name if it does not say.
    OperationRow action(String... names) {
        actions = List.of(names);
        return this;
    }

    /// It may name a version, and needs these actions then, if they are others.
    OperationRow versions(String... names) {
        var all = new LinkedHashSet<>(parameters);
        all.add("versionId");
        parameters = Collections.unmodifiableSet(all);
        versionActions = List.of(names);
        return this;
    }

    /// Its action is asked for by itself for each key that its body names.
    OperationRow forEachKey() {
        forEachKey = true;
        return this;
    }

    OperationRow onBoth() {
        buckets = S3Operation.Buckets.BOTH;
        return this;
    }

    OperationRow onDirectory() {
        buckets = S3Operation.Buckets.DIRECTORY;
        return this;
    }

    OperationRow controls() {
        controls = true;
        return this;
    }

    OperationRow inReadOnlySessions() {
        inReadOnlySessions = true;
        return this;
    }

    OperationRow checksum(S3Operation.ChecksumRule rule) {
        checksum = rule;
        return this;
    }

    OperationRow encryption(EncryptionRequest.Allowed headers) {
        encryption = headers;
        return this;
    }

    OperationRow describes() {
        describes = true;
        return this;
    }

    OperationRow creates() {
        creates = true;
        return this;
    }

    OperationRow copies() {
        copies = true;
        return this;
    }

    OperationRow continues() {
        continues = true;
        return this;
    }

    OperationRow byInitiator() {
        byInitiator = true;
        return this;
    }

    OperationRow throughAccessPoints() {
        throughAccessPoints = true;
        return this;
    }

    OperationRow room(S3Operation.NeedOfRoom need) {
        room = need;
        return this;
    }

    OperationRow data() {
        data = true;
        return this;
    }

    OperationRow counted(S3Operation.Kind among) {
        kind = among;
        return this;
    }

    OperationRow logged(String name) {
        logName = name;
        return this;
    }
}
