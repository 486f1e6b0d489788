package sealstead.kms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.kms.KeyAuthorization.AllowedAlias;
import sealstead.kms.KeyAuthorization.AllowedKey;
import sealstead.kms.KeyAuthorization.AllowedName;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;

/// The aliases of all accounts: each one group, `account/region/alias name`.
final class Aliases {
    private static final Table TABLE = Table.small("kms-alias");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);

    private final SealedStore store;
    private final Clock clock;

    Aliases(SealedStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// @param name with its `alias/`
    record Alias(String account, String region, String name, String keyId, Instant created, Instant updated) {
        String arn() {
            return KeyNames.aliasArn(region, account, name);
        }
    }

    private static Bytes group(String account, String region, String name) {
        return Bytes.utf8(account + "/" + region + "/" + name);
    }

    Optional<Alias> find(String account, String region, String name) {
        try {
            return store.read(TABLE, group(account, region, name), HEAD).head().map(head -> read(head.value()));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// @return false if there is one of that name
    boolean create(AllowedName name, AllowedKey key) {
        return create(
                name.account().id(),
                name.account().region(),
                name.name(),
                key.key().id());
    }

    /// Makes the alias of a key that AWS manages.
    ///
    /// @return false if there is one of that name
    boolean createManaged(KmsKey key, String name) {
        return create(key.account(), key.region(), name, key.id());
    }

    private boolean create(String account, String region, String name, String keyId) {
        var now = clock.instant();
        var edit = new Edit.PutHead(write(new Alias(account, region, name, keyId, now, now)));
        try {
            return store.commit(TABLE, group(account, region, name), new Guard.Absent(), List.of(edit))
                    instanceof Outcome.Applied;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    void update(AllowedAlias allowed, AllowedKey key) {
        var alias = allowed.alias();
        var changed = new Alias(
                alias.account(), alias.region(), alias.name(), key.key().id(), alias.created(), clock.instant());
        try {
            var updated = store.update(
                    TABLE,
                    group(alias.account(), alias.region(), alias.name()),
                    Aliases::read,
                    now -> changed,
                    Aliases::write);
            if (updated.isEmpty()) {
                throw KmsError.noSuchAlias(alias.name());
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    void delete(AllowedAlias allowed) {
        delete(allowed.alias());
    }

    /// Deletes the aliases of a key that goes.
    void deleteOf(KeyEnd.Key key) {
        var parts = key.arn().split(":", -1);
        list(parts[4], parts[3], parts[5].substring("key/".length()), "", Integer.MAX_VALUE)
                .forEach(this::delete);
    }

    private void delete(Alias alias) {
        try {
            var group = store.read(TABLE, group(alias.account(), alias.region(), alias.name()), HEAD);
            if (group.head().isPresent()) {
                store.commit(
                        TABLE,
                        group(alias.account(), alias.region(), alias.name()),
                        group.unchanged(),
                        List.of(new Edit.DeleteGroup()));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static Bytes write(Alias alias) {
        return new RecordWriter()
                .text(1, alias.account())
                .text(2, alias.name())
                .text(3, alias.keyId())
                .number(4, alias.created().toEpochMilli())
                .number(5, alias.updated().toEpochMilli())
                .text(6, alias.region())
                .toBytes();
    }

    static Alias read(Bytes record) {
        var in = new RecordReader(record);
        var account = "";
        var region = "";
        var name = "";
        var keyId = "";
        var created = Instant.EPOCH;
        var updated = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> account = in.text();
                case 2 -> name = in.text();
                case 3 -> keyId = in.text();
                case 4 -> created = Instant.ofEpochMilli(in.number());
                case 5 -> updated = Instant.ofEpochMilli(in.number());
                case 6 -> region = in.text();
                default -> {}
            }
        }
        return new Alias(account, region, name, keyId, created, updated);
    }

    /// An account's aliases in a region after `after`, in order; all of one key if `keyId` is not empty.
    List<Alias> list(String account, String region, String keyId, String after, int limit) {
        var from = new SealedStore.Position(group(account, region, after), after.isEmpty());
        var to = Optional.of(Bytes.utf8(account + "/" + region + "0"));
        try {
            return store.choose(
                            TABLE,
                            from,
                            to,
                            limit,
                            row -> Optional.of(read(row.head().value()))
                                    .filter(alias ->
                                            keyId.isEmpty() || alias.keyId().equals(keyId)))
                    .chosen();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
