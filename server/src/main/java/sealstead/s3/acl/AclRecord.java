package sealstead.s3.acl;

import java.util.ArrayList;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.s3.acl.Acl.AclGrant;

/// How a list stands in the records of buckets, objects and uploads.
public final class AclRecord {
    private AclRecord() {}

    public static RecordWriter write(Acl acl) {
        var out = new RecordWriter();
        for (var grant : acl.grants()) {
            var record = new RecordWriter();
            switch (grant.grantee()) {
                case Grantee.User(var id) -> record.text(1, id);
                case Grantee.Group group -> record.text(2, group.uri());
            }
            out.record(1, record.text(3, grant.permission().name()));
        }
        return out;
    }

    public static Acl read(RecordReader in) {
        var grants = new ArrayList<AclGrant>();
        while (in.next()) {
            if (in.tag() == 1) {
                grants.add(readGrant(in.record()));
            }
        }
        return new Acl(grants);
    }

    private static AclGrant readGrant(RecordReader in) {
        Grantee grantee = new Grantee.User("");
        var permission = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> grantee = new Grantee.User(in.text());
                case 2 -> {
                    var uri = in.text();
                    grantee = Grantee.Group.of(uri)
                            .orElseThrow(() -> new IllegalStateException("a grant to the group " + uri));
                }
                case 3 -> permission = in.text();
                default -> {}
            }
        }
        var name = permission;
        return new AclGrant(
                grantee, Permission.named(name).orElseThrow(() -> new IllegalStateException("a grant of " + name)));
    }
}
