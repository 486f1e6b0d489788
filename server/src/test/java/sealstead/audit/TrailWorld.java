package sealstead.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.RootKey;
import sealstead.custody.SealedStore;
import sealstead.health.Health;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.iam.policy.PrincipalName;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Table;
import sealstead.store.local.LocalMetaStore;
import sealstead.wire.Headers;
import sealstead.wire.Request;

/// A trail with its folder and its store, that can be stopped, tampered with and started again.
final class TrailWorld implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final Table TABLE = new Table("audit");
    private static final Bytes LAST = Bytes.utf8("last");

    final Path folder;
    final Health health = new Health();
    private final RootKey root;
    private final LocalMetaStore store;
    private final SealedStore records;
    private final SecureRandom random;
    private AuditTrail.Options options;
    private @Nullable AuditTrail trail;

    TrailWorld(Path home, AuditTrail.OnFailure onFailure, TrailFormat format) throws IOException {
        this(home, onFailure, format, new SecureRandom());
    }

    /// @param random of the trail
    TrailWorld(Path home, AuditTrail.OnFailure onFailure, TrailFormat format, SecureRandom random) throws IOException {
        this.folder = home.resolve("audit");
        this.root = new HeldRootKey(SecretBytes.copyOf(new byte[32]));
        this.store = new LocalMetaStore(home.resolve("records"), new SecureRandom());
        this.records = new SealedStore(store, root, new SecureRandom());
        this.random = random;
        this.options = new AuditTrail.Options(AuditTrail.Level.ALL, format, onFailure, 1 << 20);
        auditStore().begin();
    }

    TrailWorld(Path home) throws IOException {
        this(home, AuditTrail.OnFailure.CONTINUE, TrailFormat.SEALED);
    }

    RootKey root() {
        return root;
    }

    void keep(AuditTrail.Options other) {
        options = other;
    }

    AuditTrail.Options options() {
        return options;
    }

    private AuditStore auditStore() {
        return new AuditStore(folder, records, root, random);
    }

    TrailWorld start() {
        var made = new AuditTrail(options, auditStore(), health, Clock.fixed(NOW, ZoneOffset.UTC), new SecureRandom());
        made.start();
        trail = made;
        return this;
    }

    AuditTrail trail() {
        if (trail == null) {
            throw new IllegalStateException("not started");
        }
        return trail;
    }

    void stop() throws IOException {
        trail().close();
    }

    void restart() throws IOException {
        stop();
        start();
    }

    AuditVerifier.TrailVerdict verify() throws IOException {
        return verify(false);
    }

    AuditVerifier.TrailVerdict verify(boolean archived) throws IOException {
        trail().flush();
        return new AuditVerifier(auditStore()).verify(archived);
    }

    /// An event of a request to change something.
    static AuditEvent event(Caller caller, String name) {
        return event(caller, name, false, new Headers().add("user-agent", "test"));
    }

    static AuditEvent event(Caller caller, String name, boolean readOnly, Headers headers) {
        var requestContext = new RequestContext(
                "request-" + name,
                caller,
                new Request.Peer("203.0.113.7", false, false),
                headers,
                NOW,
                "us-east-1",
                RequestContext.SignatureFacts.NONE);
        return new AuditEvent(requestContext, "s3.amazonaws.com", name, AuditEvent.Category.MANAGEMENT, readOnly);
    }

    static Caller account(String id) {
        return new Caller.Principal(PrincipalName.root(id), id, "", "AKIA" + id, Optional.empty());
    }

    void record(String name) {
        trail().record(event(account("111122223333"), name), AuditEvent.Content.NONE);
    }

    void record(int count) {
        for (int i = 0; i < count; i++) {
            record("Event" + i);
        }
        trail().flush();
    }

    List<Path> files() throws IOException {
        return new AuditFolder(folder).files();
    }

    /// The lines of the trail, opened.
    List<String> lines() throws IOException {
        var lines = new ArrayList<String>();
        new AuditReader(folder, root, random).read(List.of(), 1, lines::add, damaged -> {
            throw new AssertionError(damaged);
        });
        return lines;
    }

    void deleteAnchor() throws IOException {
        var group = store.read(TABLE, LAST, java.util.EnumSet.of(Lane.HEAD));
        store.commit(TABLE, LAST, group.unchanged(), List.of(new Edit.DeleteGroup()));
    }

    /// The anchor as it is kept, sealed.
    Bytes anchor() throws IOException {
        return store.read(TABLE, LAST, java.util.EnumSet.of(Lane.HEAD))
                .head()
                .orElseThrow()
                .value();
    }

    /// Puts an older anchor in the place of the newer one.
    void setAnchor(Bytes sealed) throws IOException {
        Guard now = store.read(TABLE, LAST, java.util.EnumSet.of(Lane.HEAD)).unchanged();
        store.commit(TABLE, LAST, now, List.of(new Edit.PutHead(sealed)));
    }

    /// The anchor as earlier versions wrote it.
    void setOldAnchor(long sequence, String mac) throws IOException {
        Guard now = records.read(TABLE, LAST, java.util.EnumSet.of(Lane.HEAD)).unchanged();
        var record = new sealstead.custody.RecordWriter().number(1, sequence).text(2, mac);
        records.commit(TABLE, LAST, now, List.of(new Edit.PutHead(record.toBytes())));
    }

    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    /// Where the next file of the trail will be.
    Path nextFile(long sequence) throws IOException {
        Files.createDirectories(folder);
        return folder.resolve(String.format(
                java.util.Locale.ROOT,
                "audit-%012d%s",
                sequence,
                options.format().extension()));
    }

    @Override
    public void close() throws IOException {
        if (trail != null) {
            trail.close();
        }
        store.close();
    }
}
