package sealstead.admin;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import sealstead.kms.Ledger;

/// Counted facts since the start of the process, for measurements and for alarms: what requests cost beyond time.
public final class Counters {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Supplier<Map<String, Long>> store;
    private final Ledger ledger;

    /// @param store the store's own counts, by name
    public Counters(Supplier<Map<String, Long>> store, Ledger ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    /// All of them, by name.
    Map<String, Long> read() {
        var counts = new LinkedHashMap<>(store.get());
        counts.put("kmsCalls", ledger.total(Ledger.Outcome.MADE) + ledger.total(Ledger.Outcome.REFUSED));
        counts.put("kmsCallsSaved", ledger.total(Ledger.Outcome.SAVED));
        counts.put("allocatedBytes", THREADS.getTotalThreadAllocatedBytes());
        long collections = 0;
        long millis = 0;
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += collector.getCollectionCount();
            millis += collector.getCollectionTime();
        }
        counts.put("heapCollections", collections);
        counts.put("heapCollectionMillis", millis);
        counts.put(
                "heapUsedBytes",
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        return counts;
    }
}
