package sealstead.iam.policy;

/// The outcome of a question to the policy engine, and what carried it.
public sealed interface Decision {
    /// @param by the statement or grant that allows
    record Allow(Basis by) implements Decision {}

    /// @param by the statement that denies; [Basis#NOTHING] where nothing allows
    record Deny(Denial why, Basis by) implements Decision {
        /// The sentence with which AWS refuses: `User: ARN is not authorized to perform: ACTION on resource: "ARN"
        /// because no identity-based policy allows the ACTION action`.
        public String message(Question question) {
            var resource = question.resource();
            return "User: " + question.principal().sessionArn() + " is not authorized to perform: " + question.action()
                    + (resource.equals("*") ? "" : " on resource: \"" + resource + "\"") + " "
                    + why.because(question.action());
        }
    }

    /// Where a decision comes from.
    ///
    /// @param source what kind of policy
    /// @param policy its name
    /// @param statement the `Sid`, or the position as `#0`
    record Basis(Source source, String policy, String statement) {
        public static final Basis NOTHING = new Basis(Source.NONE, "", "");
    }

    /// The kinds of policies.
    enum Source {
        NONE,
        ACCOUNT_ROOT,
        IDENTITY,
        BOUNDARY,
        SESSION,
        SERVICE_CONTROL,
        RESOURCE,
        ACL,
        GRANT
    }

    /// Why not, in AWS's words.
    enum Denial {
        EXPLICIT_IDENTITY("with an explicit deny in an identity-based policy"),
        EXPLICIT_BOUNDARY("with an explicit deny in a permissions boundary"),
        EXPLICIT_SESSION("with an explicit deny in a session policy"),
        EXPLICIT_SERVICE_CONTROL("with an explicit deny in a service control policy"),
        EXPLICIT_RESOURCE("with an explicit deny in a resource-based policy"),
        NO_IDENTITY("because no identity-based policy allows the %s action"),
        NO_BOUNDARY("because no permissions boundary allows the %s action"),
        NO_SESSION("because no session policy allows the %s action"),
        NO_SERVICE_CONTROL("because no service control policy allows the %s action"),
        NO_RESOURCE("because no resource-based policy allows the %s action");

        private final String words;

        Denial(String words) {
            this.words = words;
        }

        String because(String action) {
            return words.replace("%s", action);
        }

        /// Whether a statement says so, rather than none saying otherwise.
        public boolean isExplicit() {
            return words.startsWith("with");
        }
    }
}
