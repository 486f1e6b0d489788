package sealstead.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's certificate chain and key, from two PEM files; a change of either is taken up without a restart. A new
/// pair that cannot be read is reported and the old one kept.
public final class ServerCertificate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
    private static final char[] NO_PASSWORD = {};

    private final Path chainFile;
    private final Path keyFile;
    private final Duration lookEvery;
    private final SslContextFactory.Server contextFactory = new SslContextFactory.Server();
    private volatile boolean closed;
    private String seen;

    /// @param chainFile the certificate chain in PEM, the server's own first
    /// @param keyFile its private key, PKCS #8 in PEM
    public ServerCertificate(Path chainFile, Path keyFile, Duration lookEvery)
            throws IOException, GeneralSecurityException {
        this.chainFile = chainFile;
        this.keyFile = keyFile;
        this.lookEvery = lookEvery;
        this.seen = state();
        contextFactory.setKeyStore(load());
        contextFactory.setKeyStorePassword("");
        contextFactory.setKeyManagerPassword("");
        contextFactory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        contextFactory.setSniRequired(false);
    }

    SslContextFactory.Server contextFactory() {
        return contextFactory;
    }

    void watch() {
        Thread.ofVirtual().name("certificate-watch").start(() -> {
            while (!closed) {
                try {
                    Thread.sleep(lookEvery);
                    reloadIfChanged();
                } catch (InterruptedException stop) {
                    return;
                }
            }
        });
    }

    private void reloadIfChanged() {
        try {
            var now = state();
            if (!now.equals(seen)) {
                var store = load();
                contextFactory.reload(factory -> factory.setKeyStore(store));
                seen = now;
                LOG.info("the TLS certificate was read again from {}", chainFile);
            }
        } catch (Exception | Error unusable) {
            LOG.error("the TLS certificate has changed but cannot be used; the old one stays: {}", unusable.toString());
        }
    }

    private String state() throws IOException {
        return Files.getLastModifiedTime(chainFile) + "/" + Files.size(chainFile) + "/"
                + Files.getLastModifiedTime(keyFile) + "/" + Files.size(keyFile);
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        var chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(chainFile)));
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("server", privateKey(), NO_PASSWORD, chain.toArray(new Certificate[0]));
        return store;
    }

    private PrivateKey privateKey() throws IOException, GeneralSecurityException {
        var pem = Files.readString(keyFile, StandardCharsets.US_ASCII);
        var base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
        for (var algorithm : new String[] {"EC", "RSA", "Ed25519"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException another) {
                LOG.debug("not an {} key", algorithm);
            }
        }
        throw new GeneralSecurityException("the key file holds no PKCS #8 private key of a known kind: " + keyFile);
    }

    @Override
    public void close() {
        closed = true;
    }
}
