package sealstead.kms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.TreeMap;
import sealstead.custody.PageTokens;

/// Paging of the KMS's lists: an opaque marker that says after which name to go on, good for the same list only.
///
/// @param after the name that the last page ended with, or empty
record KmsPage(PageTokens.Listing listing, String after) {
    /// The page that a call asks for. Everything in the call but the page says which list it is.
    static KmsPage of(EmbeddedKms kms, KmsOperation row, KmsInput input) {
        var members = new TreeMap<String, String>();
        input.json()
                .properties()
                .forEach(
                        member -> members.put(member.getKey(), member.getValue().toString()));
        members.remove("Marker");
        members.remove("Limit");
        var parts = new ArrayList<String>();
        parts.add(input.caller().accountId());
        parts.add(input.requestContext().region());
        members.forEach((name, value) -> {
            parts.add(name);
            parts.add(value);
        });
        var listing = kms.pageTokens().of(row.action(), parts.toArray(String[]::new));
        var after = input.text("Marker")
                .map(marker -> listing.position(marker).orElseThrow(() -> KmsError.invalidMarker(marker)));
        return new KmsPage(listing, after.orElse(""));
    }

    /// Says that there is more after `last`.
    void truncate(ObjectNode reply, boolean more, String last) {
        reply.put("Truncated", more);
        if (more) {
            reply.put("NextMarker", listing.after(last));
        }
    }
}
