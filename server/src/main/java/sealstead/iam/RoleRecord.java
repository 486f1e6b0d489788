package sealstead.iam;

import sealstead.custody.RecordReader;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.store.Bytes;

/// How a role is kept: common fields, 16 trust policy, 17 description, 18 longest session in seconds.
final class RoleRecord implements Entities.Format<Role> {
    @Override
    public Bytes write(Role role) {
        return CommonFields.write(role.naming(), role.permissions())
                .text(16, role.trust().document().text())
                .text(17, role.description())
                .number(18, role.maxSessionSeconds())
                .toBytes();
    }

    @Override
    public Role read(Bytes record) {
        var in = new RecordReader(record);
        var common = new CommonFields();
        var trust = "";
        var description = "";
        int seconds = 0;
        while (in.next()) {
            switch (in.tag()) {
                case 16 -> trust = in.text();
                case 17 -> description = in.text();
                case 18 -> seconds = (int) in.number();
                default -> common.take(in);
            }
        }
        var document = CommonFields.parse(trust, PolicyDocument.Kind.TRUST);
        return new Role(
                common.naming(),
                common.permissions(),
                new NamedPolicy(Role.TRUST_POLICY, document),
                description,
                seconds);
    }
}
