package sealstead.s3.logging;

import java.util.HashMap;
import java.util.Map;

/// Room that accounts share: each may have as much as is still free, so that one of them never takes more than half and
/// whoever comes next finds as much as everybody else got.
///
/// Not safe for many threads.
final class Shares {
    private final long most;
    private final Map<String, Long> byAccount = new HashMap<>();
    private long taken;

    Shares(long most) {
        this.most = most;
    }

    /// @return false if it is not to be had
    boolean take(String account, long size) {
        long had = byAccount.getOrDefault(account, 0L);
        if (had + size > most - taken) {
            return false;
        }
        byAccount.put(account, had + size);
        taken += size;
        return true;
    }

    void clear() {
        byAccount.clear();
        taken = 0;
    }
}
