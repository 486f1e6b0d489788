package sealstead.server;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Secrets that somebody could guess. Only the configuration can give them, for tests with clients that sign as
/// `test`/`test`; the server makes its own, and they are long.
final class ShortSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(ShortSecrets.class);
    private static final int MIN_SAFE = 16;

    private ShortSecrets() {}

    static void warn(Config config) {
        for (var setting : List.of(Setting.ROOT_SECRET_ACCESS_KEY, Setting.ACCOUNT_ID_KEYS)) {
            if (config.text(setting)
                    .filter(secret -> secret.length() < MIN_SAFE)
                    .isPresent()) {
                LOG.warn(
                        "{} has fewer than {} characters: whoever reaches this server can guess it. For tests only.",
                        setting.key(),
                        MIN_SAFE);
            }
        }
    }
}
