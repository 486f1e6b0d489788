package sealstead.iam;

import java.time.Instant;
import java.util.ArrayList;
import sealstead.crypto.SecretBytes;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.store.Bytes;

/// How an account is kept: 1 id, 2 created, 3 root key (1 id, 2 secret, 3 created), 4 alias, 5 service control
/// policy (1 level, 2 name, 3 document).
final class AccountRecord {
    private AccountRecord() {}

    static Bytes write(Account account) {
        var out = new RecordWriter()
                .text(1, account.id())
                .number(2, account.created().toEpochMilli());
        account.rootKeys()
                .forEach(key -> out.record(
                        3,
                        new RecordWriter()
                                .text(1, key.id())
                                .bytes(2, Bytes.of(key.secret().exposeBytes()))
                                .number(3, key.created().toEpochMilli())));
        out.text(4, account.alias());
        account.limits()
                .forEach(limit -> out.record(
                        5,
                        new RecordWriter()
                                .number(1, limit.level())
                                .text(2, limit.policy().name())
                                .text(3, limit.policy().document().text())));
        return out.toBytes();
    }

    static Account read(Bytes record) {
        var in = new RecordReader(record);
        var id = "";
        var created = Instant.EPOCH;
        var keys = new ArrayList<Account.RootAccessKey>();
        var alias = "";
        var limits = new ArrayList<Account.ServiceControl>();
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> created = Instant.ofEpochMilli(in.number());
                case 3 -> keys.add(readKey(in.record()));
                case 4 -> alias = in.text();
                case 5 -> limits.add(readLimit(in.record()));
                default -> {}
            }
        }
        return new Account(id, created, keys, alias, limits);
    }

    private static Account.RootAccessKey readKey(RecordReader in) {
        var id = "";
        var secret = Bytes.EMPTY;
        var created = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> secret = in.bytes();
                case 3 -> created = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        return new Account.RootAccessKey(id, SecretBytes.copyOf(secret.readOnlyArray()), created);
    }

    private static Account.ServiceControl readLimit(RecordReader in) {
        int level = 0;
        var name = "";
        var text = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> level = (int) in.number();
                case 2 -> name = in.text();
                case 3 -> text = in.text();
                default -> {}
            }
        }
        return new Account.ServiceControl(
                level, new NamedPolicy(name, CommonFields.parse(text, PolicyDocument.Kind.IDENTITY)));
    }
}
