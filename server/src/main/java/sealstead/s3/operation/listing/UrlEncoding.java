package sealstead.s3.operation.listing;

import java.nio.charset.StandardCharsets;

/// The encoding that `encoding-type=url` asks for: of URLs' query strings, but slashes and asterisks stay.
public final class UrlEncoding {
    private UrlEncoding() {}

    public static String encode(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
