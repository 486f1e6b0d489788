package sealstead.auth.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.auth.oidc.InvalidTokenException.Fault;
import sealstead.store.HeapShare;

/// The keys of issuers, fetched when first needed. Only what an administrator registered is ever asked, only at its own
/// host, and only at public addresses unless it is among the trusted ones; an unknown key makes us ask again once a
/// minute at most.
public final class Issuers {
    private static final Logger LOG = LoggerFactory.getLogger(Issuers.class);
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final int PART_OF_HEAP = 256;

    private final List<String> trusted;
    private final Fetch fetch;
    private final Clock clock;
    private final Cache<Issuer, Fetched> known = HeapShare.<Issuer, Fetched>of(
                    PART_OF_HEAP,
                    (issuer, fetched) ->
                            HeapShare.of(issuer.url()) + fetched.keys().bytes())
            .build();

    /// @param trusted URLs of issuers that may be at private addresses, and speak plain HTTP if their URL says so
    public Issuers(List<String> trusted, Clock clock) {
        this.trusted = trusted.stream().map(Issuers::withoutSlash).toList();
        this.fetch = new Fetch();
        this.clock = clock;
    }

    /// An issuer that was registered.
    ///
    /// @param url with its scheme, as tokens name it
    /// @param trusted whether it may be at a private address
    public record Issuer(String url, boolean trusted) {}

    private record Fetched(PublicKeys keys, Instant at, boolean failed) {}

    /// The issuer of a registered name, which is its URL without the scheme.
    public Issuer registered(String name) {
        var plain = "http://" + name;
        var secure = "https://" + name;
        return trusted.contains(plain) ? new Issuer(plain, true) : new Issuer(secure, trusted.contains(secure));
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    Optional<PublicKeys.Key> key(Issuer issuer, String id) throws InvalidTokenException {
        var now = clock.instant();
        var fetched = refreshed(issuer, known -> isFresh(known, now, known.failed() ? AGAIN : KEPT));
        var key = fetched.keys().find(id);
        if (key.isEmpty() && !fetched.failed()) {
            fetched = refreshed(issuer, known -> isFresh(known, now, AGAIN));
            key = fetched.keys().find(id);
        }
        if (fetched.failed()) {
            throw new InvalidTokenException(
                    Fault.UNREACHABLE,
                    "Couldn't retrieve verification key from your identity provider,  please reference"
                            + " AssumeRoleWithWebIdentity documentation for requirements");
        }
        return key;
    }

    private static boolean isFresh(Fetched fetched, Instant now, Duration age) {
        return now.isBefore(fetched.at().plus(age));
    }

    private Fetched refreshed(Issuer issuer, java.util.function.Predicate<Fetched> fresh) {
        return known.asMap().compute(issuer, (asked, kept) -> kept != null && fresh.test(kept) ? kept : fetched(asked));
    }

    private Fetched fetched(Issuer issuer) {
        try {
            return new Fetched(fetch(issuer), clock.instant(), false);
        } catch (IOException | UncheckedIOException | IllegalArgumentException failed) {
            LOG.warn("the keys of issuer {} cannot be had: {}", issuer.url(), failed.toString());
            return new Fetched(new PublicKeys(List.of()), clock.instant(), true);
        }
    }

    private PublicKeys fetch(Issuer issuer) throws IOException {
        var home = URI.create(issuer.url());
        var configuration = IdentityToken.read(
                fetch.get(URI.create(issuer.url() + "/.well-known/openid-configuration"), issuer.trusted()));
        if (!withoutSlash(configuration.path("issuer").asText("")).equals(issuer.url())) {
            throw new IOException("its configuration names another issuer");
        }
        var keys = URI.create(configuration.path("jwks_uri").asText(""));
        boolean same = home.getScheme().equals(keys.getScheme())
                && home.getHost().equalsIgnoreCase(keys.getHost())
                && home.getPort() == keys.getPort();
        if (!same) {
            throw new IOException("its keys are at another host");
        }
        return PublicKeys.read(IdentityToken.read(fetch.get(keys, issuer.trusted())));
    }
}
