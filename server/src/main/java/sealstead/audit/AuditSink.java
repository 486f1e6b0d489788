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
        public void record(AuditEvent event) {}
    };

    /// Whether events of that kind are kept; who asks first need not make them in vain.
    boolean wants(AuditEvent.Category category);

    /// Keeps an event. Waits while the trail is behind: nothing is dropped.
    void record(AuditEvent event);
}
