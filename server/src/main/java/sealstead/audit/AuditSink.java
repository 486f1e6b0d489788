package sealstead.audit;

/// Takes events for the audit trail.
public interface AuditSink {
    /// For servers that keep no trail.
    AuditSink NOWHERE = new AuditSink() {
        @Override
        public boolean wants(AuditEvent.Category category) {
            return false;
        }

        @Override
        public boolean admits(AuditEvent.Category category) {
            return true;
        }

        @Override
        public void record(AuditEvent event, AuditEvent.Content content) {}
    };

    /// Whether events of that kind are kept; who asks first need not make them in vain.
    boolean wants(AuditEvent.Category category);

    /// Whether a call of that kind may be performed now. Every door asks before it performs one and answers 503
    /// if not: so it is while the trail cannot be written and the operator wants no management call that it does
    /// not tell.
    boolean admits(AuditEvent.Category category);

    /// Keeps an event, whatever its content does: this never throws, since what it tells of has happened. It
    /// waits a bounded time for room if the event tells of a change, and not at all otherwise; an event that
    /// finds none is counted, and the trail itself says how many those were.
    ///
    /// @param event with its outcome
    /// @param content the rest; where it fails, the event says so in its place
    void record(AuditEvent event, AuditEvent.Content content);
}
