package sealstead.s3.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.s3.acl.Acl;
import sealstead.s3.acl.AclRecord;
import sealstead.s3.acl.Grantee;
import sealstead.s3.acl.Permission;
import sealstead.s3.acl.Rights;

/// Owners and lists stand in records as documented, and take no byte where they are the usual ones.
final class RightsRecordTest {
    private static final String ID = "ab".repeat(32);

    static Stream<Rights> rights() {
        var grants = new Acl(java.util.List.of(
                new Acl.AclGrant(new Grantee.User(ID), Permission.WRITE_ACP),
                new Acl.AclGrant(Grantee.Group.ALL_USERS, Permission.READ)));
        return Stream.of(
                Rights.BUCKET_OWNERS,
                new Rights("111122223333", Optional.empty()),
                new Rights(Rights.NOBODY, Optional.of(grants)),
                new Rights("", Optional.of(grants)),
                new Rights("", Optional.of(new Acl(java.util.List.of()))));
    }

    @ParameterizedTest
    @MethodSource("rights")
    void what_was_written_is_read(Rights rights) {
        var out = new RecordWriter();
        ObjectRecord.writeRights(out, 23, 25, rights);
        var record = out.toBytes();
        assertThat(record.size() == 0).isEqualTo(rights.equals(Rights.BUCKET_OWNERS));
        var in = new RecordReader(record);
        Optional<Acl> acl = Optional.empty();
        var owner = "";
        while (in.next()) {
            switch (in.tag()) {
                case 23 -> acl = Optional.of(AclRecord.read(in.record()));
                case 25 -> owner = in.text();
                default -> throw new AssertionError("a field that is not documented");
            }
        }
        assertThat(ObjectRecord.rights(owner, acl)).isEqualTo(rights);
    }

    @org.junit.jupiter.api.Test
    void the_bytes_are_those_of_the_format() {
        var acl = new Acl(java.util.List.of(new Acl.AclGrant(Grantee.Group.ALL_USERS, Permission.READ)));
        var out = new RecordWriter();
        ObjectRecord.writeRights(out, 23, 25, new Rights("1", Optional.of(acl)));
        var uri = java.util.HexFormat.of()
                .formatHex("http://acs.amazonaws.com/groups/global/AllUsers"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(out.toBytes().toString())
                .isEqualTo("ba01" + "39" + "0a37" + "122f" + uri + "1a04" + "52454144" + "ca01" + "01" + "31");
    }
}
