package sealstead.s3;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import sealstead.encryption.EncryptionRequest;
import sealstead.wire.Headers;
import sealstead.wire.Query;

/// What is known of one operation of S3. A row begins with its method, what its path names and the query names that
/// make it what it is; each call after that says what is not as with most.
final class OperationRow {
    private static final String COPY_SOURCE = "x-amz-copy-source";

    final S3Operation.Method method;
    final S3Operation.Level level;
    final Set<String> subresources;
    Set<String> parameters = Set.of();
    List<String> actions = List.of();
    List<String> versionActions = List.of();
    boolean forEachKey;
    S3Operation.BucketKinds buckets = S3Operation.BucketKinds.GENERAL_PURPOSE;
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
    String document = "";
    String json = "";
    String about = "";
    S3Operation.LockWords lock = S3Operation.LockWords.NONE;
    boolean forAllRegions;
    boolean likeChanges;
    private List<ActionOfHeader> headerActions = List.of();
    Predicate<Told> told = any -> true;

    /// What a request says by which two operations with the same method and the same query names are told apart.
    ///
    /// @param directoryScope whether it was signed for directory buckets
    record Told(Query query, Headers headers, boolean directoryScope) {}

    /// An action that the caller needs besides if one of the headers has a value.
    private record ActionOfHeader(List<String> headers, Predicate<String> values, String action) {
        private boolean isNeeded(S3Request request) {
            for (var name : headers) {
                if (request.header(name).filter(values).isPresent()) {
                    return true;
                }
            }
            return false;
        }
    }

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
        buckets = S3Operation.BucketKinds.BOTH;
        return this;
    }

    OperationRow onDirectory() {
        buckets = S3Operation.BucketKinds.DIRECTORY;
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

    /// Its headers say what a new object is to be, which needs actions of their own.
    OperationRow describes() {
        describes = true;
        lock = S3Operation.LockWords.HEADERS;
        return header("x-amz-tagging", "s3:PutObjectTagging")
                .acl("s3:PutObjectAcl")
                .header("x-amz-object-lock-mode", "s3:PutObjectRetention")
                .header("x-amz-object-lock-legal-hold", "s3:PutObjectLegalHold");
    }

    /// It needs another action if it has that header.
    OperationRow header(String name, String action) {
        return addAction(List.of(name), value -> !value.isEmpty(), action);
    }

    /// It needs other actions if that header is `true`.
    OperationRow headerTrue(String name, String... actionsThen) {
        for (var action : actionsThen) {
            addAction(List.of(name), "true"::equalsIgnoreCase, action);
        }
        return this;
    }

    /// It needs another action if its headers ask for an access control list, by its name or by grants.
    OperationRow acl(String action) {
        return addAction(AclHeaders.ALL, value -> !value.isEmpty(), action);
    }

    private OperationRow addAction(List<String> headers, Predicate<String> values, String action) {
        var all = new ArrayList<>(headerActions);
        all.add(new ActionOfHeader(headers, values, action));
        headerActions = List.copyOf(all);
        return this;
    }

    /// The row's own actions and those that the request's headers ask for besides.
    List<String> withHeaderActions(List<String> own, S3Request request) {
        if (headerActions.isEmpty()) {
            return own;
        }
        var all = new ArrayList<>(own);
        for (var each : headerActions) {
            if (each.isNeeded(request)) {
                all.add(each.action);
            }
        }
        return all;
    }

    /// It is told by this from another with the same method and query names.
    OperationRow told(Predicate<Told> by) {
        told = by;
        return this;
    }

    OperationRow creates() {
        creates = true;
        return this;
    }

    /// It reads another object, and is told by its header from the operation that does not.
    OperationRow copies() {
        copies = true;
        return told(request -> request.headers().has(COPY_SOURCE));
    }

    /// There is another that copies.
    OperationRow hasCopy() {
        return told(request -> !request.headers().has(COPY_SOURCE));
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

    /// The root element of its document, as the model names it.
    OperationRow document(String root) {
        document = root;
        return this;
    }

    OperationRow logged(String name) {
        logName = name;
        return this;
    }

    /// Its document is JSON, which events of the trail call so.
    OperationRow json(String name) {
        json = name;
        return this;
    }

    /// What it is about has another name than its query, or its path, has.
    OperationRow about(String name) {
        about = name;
        return this;
    }

    OperationRow lock(S3Operation.LockWords where) {
        lock = where;
        return this;
    }

    OperationRow forAllRegions() {
        forAllRegions = true;
        return this;
    }

    /// It only reads, and is refused what is not there as one that changes something.
    OperationRow likeChanges() {
        likeChanges = true;
        return this;
    }
}
