package sealstead.iam;

import java.time.Instant;
import java.util.ArrayList;
import sealstead.crypto.SecretBytes;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.store.Bytes;

/// How a user is kept: common fields, 16 group, 17 access key (1 id, 2 secret, 3 active, 4 created).
final class UserRecord implements Entities.Format<User> {
    @Override
    public Bytes write(User user) {
        var out = CommonFields.write(user.naming(), user.permissions());
        user.groups().forEach(group -> out.text(16, group));
        user.keys()
                .forEach(key -> out.record(
                        17,
                        new RecordWriter()
                                .text(1, key.id())
                                .bytes(2, Bytes.of(key.secret().exposeBytes()))
                                .flag(3, key.active())
                                .number(4, key.created().toEpochMilli())));
        return out.toBytes();
    }

    @Override
    public User read(Bytes record) {
        var in = new RecordReader(record);
        var common = new CommonFields();
        var groups = new ArrayList<String>();
        var keys = new ArrayList<User.Key>();
        while (in.next()) {
            switch (in.tag()) {
                case 16 -> groups.add(in.text());
                case 17 -> keys.add(readKey(in.record()));
                default -> common.take(in);
            }
        }
        return new User(common.naming(), common.permissions(), groups, keys);
    }

    private static User.Key readKey(RecordReader in) {
        var id = "";
        var secret = Bytes.EMPTY;
        boolean active = false;
        var created = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> secret = in.bytes();
                case 3 -> active = in.flag();
                case 4 -> created = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        return new User.Key(id, SecretBytes.copyOf(secret.readOnlyArray()), active, created);
    }
}
