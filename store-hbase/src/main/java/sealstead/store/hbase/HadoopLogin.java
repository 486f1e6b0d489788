package sealstead.store.hbase;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.security.UserGroupInformation;

/// What HBase's and Hadoop's libraries are told: their defaults, ours (`sealstead-hbase.xml`), and the operator's
/// files, each over the one before; and who they are.
final class HadoopLogin {
    private static final String OURS = "sealstead-hbase.xml";

    private HadoopLogin() {}

    static Configuration configuration(HBaseSettings settings) throws IOException {
        var conf = HBaseConfiguration.create();
        // They look for classes by the names in it.
        conf.setClassLoader(HadoopLogin.class.getClassLoader());
        conf.addResource(OURS);
        for (var file : settings.files()) {
            conf.addResource(new Path(file.toUri()));
        }
        try {
            conf.size(); // reads them
        } catch (RuntimeException unreadable) {
            throw new IOException(
                    "a file of store.hbase.configuration cannot be read: " + unreadable.getMessage(), unreadable);
        }
        return conf;
    }

    /// Logs in with the keytab, if there is one; the libraries do so again when its ticket ends.
    static void logIn(HBaseSettings settings, Configuration conf) throws IOException {
        UserGroupInformation.setConfiguration(conf);
        if (settings.principal().isEmpty()) {
            return;
        }
        if (!UserGroupInformation.isSecurityEnabled()) {
            throw new IOException("store.hbase.principal is set, and the files of store.hbase.configuration do not say"
                    + " hadoop.security.authentication = kerberos");
        }
        try {
            UserGroupInformation.loginUserFromKeytab(
                    settings.principal().get(), settings.keytab().orElseThrow().toString());
        } catch (IOException | UncheckedIOException refused) {
            throw new IOException(
                    "store.hbase.principal cannot log in with store.hbase.keytab: " + refused.getMessage(), refused);
        }
    }
}
