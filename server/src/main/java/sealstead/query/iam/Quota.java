package sealstead.query.iam;

import sealstead.query.QueryError;

/// How many there may be, as AWS has it by default.
enum Quota {
    USERS("UsersPerAccount", 5000),
    GROUPS("GroupsPerAccount", 300),
    ROLES("RolesPerAccount", 1000),
    POLICIES("PoliciesPerAccount", 1500),
    PROVIDERS("OpenIDConnectProvidersPerAccount", 100),
    ACCESS_KEYS("AccessKeysPerUser", 2),
    GROUPS_OF_USER("GroupsPerUser", 10),
    ATTACHED_TO_USER("PoliciesPerUser", 10),
    ATTACHED_TO_GROUP("PoliciesPerGroup", 10),
    ATTACHED_TO_ROLE("PoliciesPerRole", 10),
    MANAGED_POLICY_SIZE("PolicySize", 6144),
    TRUST_POLICY_SIZE("ACLSizePerRole", 2048),
    TAGS("TagsPerEntity", 50) {
        @Override
        String refusal() {
            return "The number of tags has reached the maximum limit.";
        }
    };

    private final String wireName;
    private final int most;

    Quota(String wireName, int most) {
        this.wireName = wireName;
        this.most = most;
    }

    int most() {
        return most;
    }

    /// Whether there may be one more than `present`.
    void check(int present) {
        checkTotal(present + 1);
    }

    void checkTotal(int wanted) {
        if (wanted > most) {
            throw QueryError.LIMIT_EXCEEDED.saying(refusal());
        }
    }

    String refusal() {
        return "Cannot exceed quota for " + wireName + ": " + most;
    }
}
