package sealstead.s3.acl;

import java.util.List;
import sealstead.custody.RecordReader;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;

final class AclGoldenTest implements GoldenRecords {
    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(GoldenRecord.of(
                "acl",
                new Acl(List.of(
                        new Acl.AclGrant(new Grantee.User("ab".repeat(32)), Permission.WRITE_ACP),
                        new Acl.AclGrant(Grantee.Group.LOG_DELIVERY, Permission.READ))),
                acl -> AclRecord.write(acl).toBytes(),
                record -> AclRecord.read(new RecordReader(record))));
    }
}
