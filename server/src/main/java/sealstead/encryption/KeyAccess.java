package sealstead.encryption;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import sealstead.kms.Use;

/// How the keys of one object are reached for.
///
/// @param customer the key that the client gave, for what is under one
/// @param reuse whether bucket keys that are open already may serve
public record KeyAccess(
        ObjectName object, Requester requester, Purpose purpose, Optional<CustomerKey> customer, KeyReuse reuse) {
    public KeyAccess(ObjectName object, Requester requester, Purpose purpose) {
        this(object, requester, purpose, Optional.empty(), KeyReuse.WITHIN_WINDOW);
    }

    public KeyAccess with(Optional<CustomerKey> given) {
        return new KeyAccess(object, requester, purpose, given, reuse);
    }

    public KeyAccess with(KeyReuse other) {
        return new KeyAccess(object, requester, purpose, customer, other);
    }

    public KeyAccess countedBy(LongAdder counter) {
        return new KeyAccess(object, requester.countedBy(counter), purpose, customer, reuse);
    }

    /// What the KMS is told of it.
    Use use() {
        var bucket = object.bucket();
        return new Use(
                requester.context(), bucket.region(), bucket.service(), bucket.name(), purpose, requester.calls());
    }
}
