package sealstead.iam;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import sealstead.custody.RecordCache;
import sealstead.custody.SealedStore;
import sealstead.iam.policy.PolicyDocument;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;

/// The entities of one kind: each one group under its id, and a name that leads to it. The entity is written
/// before its name and removed before it, so that nothing without a record ever has a name that counts, and
/// what an interruption leaves is found by nobody.
public final class Entities<T extends Entity<T>> {
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final int PART_OF_HEAP = 128;

    private final SealedStore store;
    private final Names names;
    private final Kind<T> kind;
    private final RecordCache<T> cache;

    Entities(SealedStore store, Names names, Kind<T> kind) {
        this.store = store;
        this.names = names;
        this.kind = kind;
        this.cache = RecordCache.ofAll(
                PART_OF_HEAP,
                PolicyDocument.TIMES_OF_TEXT,
                (group, record) -> kind.format().read(record));
    }

    /// @param noun `user`, `group`, ...; part of the names' groups
    record Kind<T>(String noun, Table table, Format<T> format) {}

    /// How an entity is kept.
    interface Format<T> {
        Bytes write(T entity);

        T read(Bytes record);
    }

    public Optional<T> byId(String id) throws IOException {
        return store.head(kind.table(), Bytes.utf8(id), cache);
    }

    /// Names are unique whatever their case, and found by their exact letters.
    public Optional<T> named(String account, String name) throws IOException {
        var id = names.find(kind.noun(), account, name);
        return id.isEmpty()
                ? Optional.empty()
                : byId(id.get()).filter(found -> found.name().equals(name));
    }

    /// Sees one after another.
    @FunctionalInterface
    public interface Visit<T> {
        void see(T entity) throws IOException;
    }

    /// Shows all of an account, in the order of their names in lower case. Whoever keeps some of them bounds
    /// how many: all documents of an account take more than a request may hold.
    public void forEach(String account, Visit<? super T> visit) throws IOException {
        for (var id : names.all(kind.noun(), account)) {
            var found = byId(id);
            if (found.isPresent()) {
                visit.see(found.get());
            }
        }
    }

    public int count(String account) throws IOException {
        var count = new AtomicInteger();
        forEach(account, entity -> count.incrementAndGet());
        return count.get();
    }

    /// @return false if the account has one of that name
    public boolean create(T entity) throws IOException {
        var group = Bytes.utf8(entity.id());
        var unused = store.read(kind.table(), group, HEAD);
        if (!(store.commit(kind.table(), group, unused.unchanged(), put(entity))
                instanceof Outcome.Applied(var made))) {
            throw new IllegalStateException("an id was used twice: " + entity.id());
        }
        var naming = entity.naming();
        if (names.claim(kind.noun(), naming.accountId(), naming.name(), naming.id(), this::exists)) {
            return true;
        }
        store.commit(kind.table(), group, new sealstead.store.Guard.At(made), List.of(new Edit.DeleteGroup()));
        return false;
    }

    /// Changes an entity; the change is computed again if another came first.
    ///
    /// @return the changed entity, or nothing if it is gone
    public Optional<T> update(String id, UnaryOperator<T> change) throws IOException {
        var format = kind.format();
        return store.update(kind.table(), Bytes.utf8(id), format::read, change, format::write);
    }

    /// Gives an entity another path and name.
    ///
    /// @return false if the account has another of that name
    public boolean rename(T entity, String newPath, String newName) throws IOException {
        var old = entity.naming();
        boolean same = old.name().equalsIgnoreCase(newName);
        if (!same && !names.claim(kind.noun(), old.accountId(), newName, old.id(), this::exists)) {
            return false;
        }
        update(old.id(), current -> current.with(current.naming().renamed(newPath, newName)));
        if (!same) {
            names.release(kind.noun(), old.accountId(), old.name(), old.id());
        }
        return true;
    }

    /// Removes an entity, which takes effect at once.
    ///
    /// @param check throws if it must not be removed; asked of the very state that is removed
    public void delete(String id, Consumer<T> check) throws IOException {
        var deleted = store.update(kind.table(), Bytes.utf8(id), head -> {
            var entity = head.map(kind.format()::read);
            entity.ifPresent(check);
            return new SealedStore.Update<>(entity, entity.map(there -> new Edit.DeleteGroup()).stream());
        });
        if (deleted.isPresent()) {
            var naming = deleted.get().naming();
            names.release(kind.noun(), naming.accountId(), naming.name(), naming.id());
        }
    }

    void sweep() throws IOException {
        names.sweep(
                kind.noun(),
                (id, lowerCaseName) -> byId(id).filter(
                                entity -> entity.name().toLowerCase(Locale.ROOT).equals(lowerCaseName))
                        .isPresent());
    }

    private boolean exists(String id) throws IOException {
        return byId(id).isPresent();
    }

    private List<Edit> put(T entity) {
        return List.of(new Edit.PutHead(kind.format().write(entity)));
    }
}
