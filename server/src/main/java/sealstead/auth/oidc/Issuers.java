package sealstead.auth.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.auth.oidc.InvalidTokenException.Fault;
import sealstead.store.HeapShare;

/// The keys of issuers, fetched when first needed. Only what an administrator registered is ever asked, only at its own
/// host, and only at public addresses unless it is among the trusted ones; an unknown key makes us ask again once a
/// minute at most.
public final class Issuers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Issuers.class);
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
    private static final int MAX_DOUBLINGS = 4;
    /// How long a request waits for an issuer.
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_FLIGHTS = 128;
    private static final int PART_OF_HEAP = 256;

    private final Map<Issuer, Flight> flights = new HashMap<>();
    private final List<String> trusted;
    private final Fetch fromAnywhere = new Fetch(true);
    private final Fetch fromPublic = new Fetch(false);
    private final Clock clock;
    private final Cache<Issuer, Fetched> known = HeapShare.<Issuer, Fetched>of(
                    PART_OF_HEAP,
                    (issuer, fetched) ->
                            HeapShare.of(issuer.url()) + fetched.keys().bytes())
            .build();

    /// @param trusted URLs of issuers that may be at private addresses, and speak plain HTTP if their URL says so
    public Issuers(List<String> trusted, Clock clock) {
        this.trusted = trusted.stream().map(Issuers::withoutSlash).toList();
        this.clock = clock;
    }

    /// An issuer that was registered.
    ///
    /// @param url with its scheme, as tokens name it
    /// @param trusted whether it may be at a private address
    public record Issuer(String url, boolean trusted) {}

    /// What is known of an issuer.
    ///
    /// @param at when the keys came; if they never did, when they were asked for
    /// @param tried when they were asked for last
    /// @param failures in a row
    private record Fetched(PublicKeys keys, Instant at, boolean failed, Instant tried, int failures) {}

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
        var held = known.getIfPresent(issuer);
        if (held != null && isFresh(held.at(), now, KEPT) && !held.failed()) {
            var key = held.keys().find(id);
            if (key.isPresent() || isFresh(held.tried(), now, AGAIN)) {
                return key;
            }
        } else if (held != null && held.failed() && isFresh(held.tried(), now, pause(held))) {
            throw unreachable();
        }
        try {
            return flight(issuer).await(PATIENCE).find(id);
        } catch (IOException failed) {
            LOG.debug("the keys of issuer {} cannot be had: {}", issuer.url(), failed.toString());
            throw unreachable();
        }
    }

    private static InvalidTokenException unreachable() {
        return new InvalidTokenException(
                Fault.UNREACHABLE,
                "Couldn't retrieve verification key from your identity provider,  please reference"
                        + " AssumeRoleWithWebIdentity documentation for requirements");
    }

    private static boolean isFresh(Instant at, Instant now, Duration age) {
        return now.isBefore(at.plus(age));
    }

    /// Who does not answer is asked less and less often, so that those who never do take few places of the
    /// others'.
    private static Duration pause(Fetched failed) {
        var pause = AGAIN.multipliedBy(1L << Math.min(MAX_DOUBLINGS, Math.max(0, failed.failures() - 1)));
        return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }

    /// The fetch that is under way for the issuer, or a new one. None of this waits for anybody: an issuer that
    /// answers slowly holds up those who want its own keys.
    private Flight flight(Issuer issuer) throws IOException {
        synchronized (flights) {
            var flying = flights.get(issuer);
            if (flying != null) {
                return flying;
            }
            if (flights.size() >= MAX_FLIGHTS) {
                throw new IOException("too many issuers are asked at once");
            }
            var flight = new Flight(under -> fetched(issuer, under), () -> landed(issuer));
            flights.put(issuer, flight);
            boolean started = false;
            try {
                flight.start("issuer-keys");
                started = true;
            } finally {
                if (!started) {
                    flights.remove(issuer);
                }
            }
            return flight;
        }
    }

    private void landed(Issuer issuer) {
        synchronized (flights) {
            flights.remove(issuer);
        }
    }

    /// Fetches and remembers. What cannot be had now does not take away what is known.
    private PublicKeys fetched(Issuer issuer, Flight flight) throws IOException {
        var why = "an error";
        boolean done = false;
        try {
            var keys = fetch(issuer, flight);
            var now = clock.instant();
            known.put(issuer, new Fetched(keys, now, false, now, 0));
            done = true;
            return keys;
        } catch (IOException | RuntimeException failed) {
            why = failed.toString();
            throw failed;
        } finally {
            if (!done) {
                LOG.warn("the keys of issuer {} cannot be had: {}", issuer.url(), why);
                remember(issuer);
            }
        }
    }

    private void remember(Issuer issuer) {
        var now = clock.instant();
        var held = known.getIfPresent(issuer);
        int failures = held == null ? 1 : held.failures() + 1;
        known.put(
                issuer,
                held != null && !held.failed() && isFresh(held.at(), now, KEPT)
                        ? new Fetched(held.keys(), held.at(), false, now, failures)
                        : new Fetched(new PublicKeys(List.of()), now, true, now, failures));
    }

    private PublicKeys fetch(Issuer issuer, Flight flight) throws IOException {
        var home = URI.create(issuer.url());
        var fetch = issuer.trusted() ? fromAnywhere : fromPublic;
        var configuration =
                IdentityToken.read(fetch.get(URI.create(issuer.url() + "/.well-known/openid-configuration"), flight));
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
        return PublicKeys.read(IdentityToken.read(fetch.get(keys, flight)));
    }

    @Override
    public void close() throws IOException {
        try (fromAnywhere;
                fromPublic) {
            known.invalidateAll();
        }
    }
}
