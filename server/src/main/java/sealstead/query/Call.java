package sealstead.query;

import java.util.ArrayList;
import java.util.TreeMap;
import sealstead.api.ApiOperation;
import sealstead.custody.PageTokens;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.wire.Request;

/// One authenticated call.
///
/// @param row what `Action` names
/// @param context what is known of the request, for whoever decides about it
/// @param tokens of the pages of lists
public record Call(
        Request request,
        ApiOperation row,
        Form form,
        Caller.Principal caller,
        RequestContext context,
        PageTokens tokens) {
    public String account() {
        return caller.accountId();
    }

    /// The list that it asks a page of. Everything in the call but the page says which it is.
    PageTokens.Listing listing() {
        var fields = new TreeMap<>(form.fields());
        fields.remove(Paging.MARKER);
        fields.remove(Paging.MAX_ITEMS);
        var parts = new ArrayList<String>();
        parts.add(account());
        fields.forEach((name, value) -> {
            parts.add(name);
            parts.add(value);
        });
        return tokens.of(action(), parts.toArray(String[]::new));
    }

    /// The action that policies know the call by.
    public String action() {
        return row.actions().getFirst();
    }
}
