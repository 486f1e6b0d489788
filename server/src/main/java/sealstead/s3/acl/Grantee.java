package sealstead.s3.acl;

import java.util.Optional;

/// Whom a grant names.
public sealed interface Grantee {
    /// An account by its canonical user id.
    record User(String id) implements Grantee {}

    /// The groups that S3 knows.
    enum Group implements Grantee {
        ALL_USERS("http://acs.amazonaws.com/groups/global/AllUsers"),
        AUTHENTICATED_USERS("http://acs.amazonaws.com/groups/global/AuthenticatedUsers"),
        LOG_DELIVERY("http://acs.amazonaws.com/groups/s3/LogDelivery");

        private final String uri;

        Group(String uri) {
            this.uri = uri;
        }

        public String uri() {
            return uri;
        }

        static Optional<Group> of(String uri) {
            for (var group : values()) {
                if (group.uri.equals(uri)) {
                    return Optional.of(group);
                }
            }
            return Optional.empty();
        }
    }

    /// Whether the grantee is somebody whom the owner cannot know: everybody, every account there is, or who does not
    /// sign.
    default boolean isPublic() {
        return this == Group.ALL_USERS
                || this == Group.AUTHENTICATED_USERS
                || equals(new User(Rights.id(Rights.NOBODY)));
    }
}
