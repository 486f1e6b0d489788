package sealstead.iam;

import java.util.ArrayList;
import sealstead.custody.RecordReader;
import sealstead.store.Bytes;

/// How an issuer is kept: common fields, 16 client id, 17 thumbprint.
final class OidcProviderRecord implements Entities.Format<OidcProvider> {
    @Override
    public Bytes write(OidcProvider provider) {
        var out = CommonFields.write(provider.naming());
        provider.clientIds().forEach(id -> out.text(16, id));
        provider.thumbprints().forEach(print -> out.text(17, print));
        return out.toBytes();
    }

    @Override
    public OidcProvider read(Bytes record) {
        var in = new RecordReader(record);
        var common = new CommonFields();
        var clientIds = new ArrayList<String>();
        var thumbprints = new ArrayList<String>();
        while (in.next()) {
            switch (in.tag()) {
                case 16 -> clientIds.add(in.text());
                case 17 -> thumbprints.add(in.text());
                default -> common.take(in);
            }
        }
        return new OidcProvider(common.naming(), clientIds, thumbprints);
    }
}
