package sealstead.iam;

import sealstead.custody.RecordReader;
import sealstead.store.Bytes;

/// How a group is kept: common fields only.
final class UserGroupRecord implements Entities.Format<UserGroup> {
    @Override
    public Bytes write(UserGroup group) {
        return CommonFields.write(group.naming(), group.permissions()).toBytes();
    }

    @Override
    public UserGroup read(Bytes record) {
        var in = new RecordReader(record);
        var common = new CommonFields();
        while (in.next()) {
            common.take(in);
        }
        return new UserGroup(common.naming(), common.permissions());
    }
}
