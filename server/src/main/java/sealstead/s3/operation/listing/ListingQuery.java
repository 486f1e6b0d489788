package sealstead.s3.operation.listing;

import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.wire.Query;

/// The parameters that all listings of objects share.
///
/// @param delimiter empty for none
/// @param encoded whether keys are answered URL-encoded
public record ListingQuery(String prefix, String delimiter, int maxKeys, boolean encoded) {
    private static final int MAX_KEYS = 1000;

    static ListingQuery of(Query query) {
        var encoding = query.first("encoding-type");
        if (encoding.isPresent() && !encoding.get().equals("url")) {
            throw S3Error.invalidArgument(
                    "Invalid Encoding Method specified in Request", "encoding-type", encoding.get());
        }
        return new ListingQuery(
                query.first("prefix").orElse(""),
                query.first("delimiter").orElse(""),
                maxKeys(query.first("max-keys")),
                encoding.isPresent());
    }

    /// The parameters for a directory bucket.
    static ListingQuery ofDirectory(Query query) {
        DirectoryQuery.check(query, "start-after");
        return of(query);
    }

    private static int maxKeys(Optional<String> text) {
        var number = text.filter(value -> !value.isEmpty());
        if (number.isEmpty()) {
            return MAX_KEYS;
        }
        if (number.get().matches("-[0-9]{1,18}")) {
            throw S3Error.invalidArgument(
                    "Argument maxKeys must be an integer between 0 and 2147483647", "maxKeys", number.get());
        }
        if (!number.get().matches("[0-9]{1,10}") || Long.parseLong(number.get()) > Integer.MAX_VALUE) {
            throw S3Error.invalidArgument(
                    "Provided max-keys not an integer or within integer range", "max-keys", number.get());
        }
        return Math.min(MAX_KEYS, Integer.parseInt(number.get()));
    }

    Delimited delimited() {
        return new Delimited(prefix, delimiter);
    }

    /// A key as it is answered.
    String shown(String key) {
        return encoded ? UrlEncoding.encode(key) : key;
    }
}
