package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.wire.Query;

/// Which root key the store key is under, and another one in its place.
public final class RootKeyPages {
    private final Rotate rotate;
    private final Look look;

    /// Puts another root key in the place of the one there is.
    @FunctionalInterface
    public interface Rotate {
        /// @param dropShares although the shares of a recovery key open nothing any more then
        /// @throws IllegalArgumentException if it is refused
        Rotated now(boolean dropShares) throws IOException;
    }

    /// What came of it.
    ///
    /// @param retired the file of the root key that was
    public record Rotated(String previous, String retired, State state) {}

    /// What there is.
    @FunctionalInterface
    public interface Look {
        State now() throws IOException;
    }

    /// What there is.
    ///
    /// @param under the root keys that the store key is under on the disk, by its files; none if it is in no
    /// file
    /// @param isRootKey whether the store key is the root key that the folder began with
    /// @param recovery whether there are shares of the root key
    public record State(
            String rootKeyId, String file, String storeKeyId, boolean isRootKey, List<String> under, boolean recovery) {
        public State {
            under = List.copyOf(under);
        }
    }

    public RootKeyPages(Rotate rotate, Look look) {
        this.rotate = rotate;
        this.look = look;
    }

    public Map<AdminOperation, AdminPage> all() {
        return Map.of(
                AdminOperation.ROTATE_ROOT_KEY,
                (query, body) -> rotate(query),
                AdminOperation.GET_ROOT_KEY,
                (query, body) -> show(look.now()));
    }

    /// `?drop-shares=true`
    private JsonNode rotate(Query query) throws IOException {
        var rotated = rotate.now(query.first("drop-shares").equals(Optional.of("true")));
        return show(rotated.state())
                .put("previousRootKeyId", rotated.previous())
                .put("retired", rotated.retired());
    }

    private static ObjectNode show(State state) {
        var document = JsonNodeFactory.instance
                .objectNode()
                .put("rootKeyId", state.rootKeyId())
                .put("file", state.file())
                .put("storeKeyId", state.storeKeyId())
                .put("storeKeyIsRootKey", state.isRootKey())
                .put("recovery", state.recovery());
        var under = document.putArray("storeKeyUnder");
        state.under().forEach(under::add);
        return document;
    }
}
