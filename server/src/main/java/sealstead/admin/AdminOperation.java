package sealstead.admin;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import sealstead.api.ApiOperation;

/// What administration can be asked, each by its method and the path behind `/_sealstead/admin/`. Its name with
/// `sealstead:` before it is its action in policies.
public enum AdminOperation implements ApiOperation {
    CREATE_ACCOUNT("POST", "accounts", Access.CHANGE),
    LIST_ACCOUNTS("GET", "accounts", Access.READ),
    LIST_SERVICE_CONTROL_POLICIES("GET", "service-control", Access.READ),
    PUT_SERVICE_CONTROL_POLICY("PUT", "service-control", Access.CHANGE),
    DELETE_SERVICE_CONTROL_POLICY("DELETE", "service-control", Access.CHANGE),
    GET_KMS_HEALTH("GET", "kms/health", Access.READ),
    GET_KMS_LEDGER("GET", "kms/ledger", Access.READ),
    GET_KEY_IMPACT("GET", "kms/impact", Access.READ),
    CONFIRM_KEY_DELETION("POST", "kms/confirm-deletion", Access.CHANGE),
    RETIRE_KEY_VERSION("POST", "kms/retire-version", Access.CHANGE),
    GET_KEY_VERSION_RETIREMENT("GET", "kms/retire-version", Access.READ),
    GET_COUNTERS("GET", "counters", Access.READ),
    GET_REQUEST_METRICS("GET", "metrics/requests", Access.READ),
    TRACE_REQUESTS("GET", "trace", Access.READ),
    GET_METRICS("GET", "metrics", Access.READ),
    GET_ROOT_CREDENTIALS("GET", "credentials", Access.MACHINE),
    COLLECT_GARBAGE("POST", "garbage/collect", Access.CHANGE),
    CREATE_TOKEN("POST", "tokens", Access.CHANGE),
    LIST_TOKENS("GET", "tokens", Access.CHANGE),
    REVOKE_TOKEN("DELETE", "tokens", Access.CHANGE),
    CREATE_BACKUP("POST", "backup", Access.CHANGE, Body.SECRET),
    GET_BACKUP("GET", "backup", Access.READ),
    CANCEL_BACKUP("POST", "backup/cancel", Access.CHANGE),
    START_MIGRATION("POST", "migrate", Access.MACHINE, Body.SECRET),
    GET_MIGRATION("GET", "migrate", Access.READ),
    CANCEL_MIGRATION("POST", "migrate/cancel", Access.CHANGE),
    LIST_CERTIFICATES("GET", "certificates", Access.READ),
    GET_CERTIFICATE_PUBLIC_KEY("GET", "certificates/public-key", Access.READ),
    GET_CERTIFICATE("GET", "certificates/file", Access.READ),
    GET_CERTIFICATE_LIST("GET", "certificates/list", Access.READ),
    GET_PROOF("GET", "prove", Access.MACHINE),
    GET_PROOF_BYTES("GET", "prove/bytes", Access.MACHINE),
    DISCLOSE_DATA_KEY("POST", "prove/data-key", Access.MACHINE),
    CREATE_REWRAP_ORDER("POST", "rewrap", Access.CHANGE),
    GET_REWRAP_ORDER("GET", "rewrap", Access.READ),
    PAUSE_REWRAP_ORDER("POST", "rewrap/pause", Access.CHANGE),
    RESUME_REWRAP_ORDER("POST", "rewrap/resume", Access.CHANGE),
    CANCEL_REWRAP_ORDER("POST", "rewrap/cancel", Access.CHANGE),
    ROTATE_ROOT_KEY("POST", "root-key/rotate", Access.CHANGE),
    GET_ROOT_KEY("GET", "root-key", Access.READ),
    GET_SERVICE_KEYS("GET", "service-keys", Access.READ),
    ROTATE_SERVICE_KEY("POST", "service-keys/rotate", Access.CHANGE),
    RETIRE_SERVICE_KEY("POST", "service-keys/retire", Access.CHANGE),
    GET_SERVICE_KEY_RETIREMENT("GET", "service-keys/retire", Access.READ),
    GET_WEBHOOK_SECRET("GET", "webhooks/secret", Access.MACHINE),
    START_SCRUB("POST", "scrub", Access.CHANGE),
    GET_SCRUB("GET", "scrub", Access.READ),
    LIST_FOUND_DAMAGE("GET", "scrub/found", Access.READ),
    GET_COVERAGE("GET", "coverage", Access.READ),
    EXPLAIN_REQUEST("GET", "explain", Access.READ),
    VERIFY_AUDIT_TRAIL("GET", "audit/verify", Access.READ),
    SEARCH_AUDIT_TRAIL("GET", "audit/search", Access.CHANGE),
    GET_CLOCK("GET", "clock", Access.READ),
    ACCEPT_CLOCK("POST", "clock/accept", Access.CHANGE),
    LIST_JOBS("GET", "jobs", Access.READ),
    PUT_FAULTS("PUT", "faults", Access.CHANGE),
    GET_FAULTS("GET", "faults", Access.READ),
    MOVE_TIME("POST", "faults/time", Access.CHANGE);

    /// Who may ask, beside who holds the root key.
    public enum Access {
        /// Whoever a policy allows it, and who brings a token. The audit trail does not tell of it.
        READ,
        /// Whoever a policy allows it.
        CHANGE,
        /// Nobody: the answer is a secret, or opens what is stored.
        MACHINE
    }

    /// What the audit trail shows of a request's body.
    private enum Body {
        SHOWN,
        /// Nothing: it has credentials.
        SECRET
    }

    /// What stands before the name of an operation in policies, and in the scope of signatures.
    public static final String SERVICE = "sealstead";

    private static final Map<String, AdminOperation> BY_PLACE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(row -> row.place(), row -> row));

    private final String method;
    private final String path;
    private final Access access;
    private final Body body;
    private final String wireName;

    AdminOperation(String method, String path, Access access) {
        this(method, path, access, Body.SHOWN);
    }

    AdminOperation(String method, String path, Access access, Body body) {
        this.method = method;
        this.path = path;
        this.access = access;
        this.body = body;
        this.wireName = ApiOperation.wireName(this, Set.of());
    }

    private String place() {
        return method + " admin/" + path;
    }

    /// @param place method and path behind `/_sealstead/`, such as `GET admin/coverage`
    static Optional<AdminOperation> at(String place) {
        return Optional.ofNullable(BY_PLACE.get(place));
    }

    public String method() {
        return method;
    }

    public String path() {
        return path;
    }

    public Access access() {
        return access;
    }

    /// Such as `GetCoverage`.
    @Override
    public String wireName() {
        return wireName;
    }

    /// Such as `sealstead:GetCoverage`.
    public String action() {
        return SERVICE + ":" + wireName;
    }

    @Override
    public List<String> actions() {
        return List.of(action());
    }

    /// Whether the audit trail tells of it.
    boolean isTold() {
        return access != Access.READ;
    }

    /// Whether its body has what no trail may hold.
    boolean hasSecrets() {
        return body == Body.SECRET;
    }

    @Override
    public boolean isReadOnly() {
        return method.equals("GET");
    }

    /// Who administers a full disk must get through.
    @Override
    public boolean needsRoom() {
        return false;
    }
}
