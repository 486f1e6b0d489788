package sealstead.s3;

import sealstead.custody.PageTokens;

/// The tokens of a listing of S3's.
///
/// @param parameter the name that a token comes under
public record PageToken(String parameter, PageTokens.Listing listing) {
    public String encode(String position) {
        return listing.after(position);
    }

    /// @throws sealstead.wire.Refusal `InvalidArgument` if the token is none of this listing
    public String decode(String token) {
        return listing.position(token)
                .orElseThrow(() -> S3Error.invalidArgument(
                        "The " + parameter.replace('-', ' ') + " provided is incorrect", parameter, token));
    }
}
