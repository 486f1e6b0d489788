package sealstead.s3;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// What ties the pages of a listing together: where the last one ended, in a form that nobody takes for a name.
public final class PageToken {
    private PageToken() {}

    public static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /// @param parameter the name that the token came under
    /// @throws sealstead.wire.Refusal `InvalidArgument` if the token is none of ours
    public static String decode(String token, String parameter) {
        try {
            if (!token.isEmpty()) {
                return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException notOurs) {
            // refused below, like an empty one
        }
        throw S3Error.invalidArgument(
                "The " + parameter.replace('-', ' ') + " provided is incorrect", parameter, token);
    }
}
