package sealstead.store;

/// Tells what is asked for again from what is asked for once, so that a cache need not take in what nobody will find
/// in it. It remembers some of the last names by their hash: it may forget one, and may rarely take one for another.
public final class AdmissionFilter {
    private static final int SLOT_BITS = 16;
    private static final int SPREAD = 0x9E3779B9;

    /// Written without order: what is lost is only that a name was here.
    private final int[] last = new int[1 << SLOT_BITS];

    /// Whether `name` was here before, not long ago.
    public boolean knows(Object name) {
        int hash = name.hashCode() * SPREAD;
        int slot = hash >>> (Integer.SIZE - SLOT_BITS);
        if (last[slot] == hash) {
            return true;
        }
        last[slot] = hash;
        return false;
    }
}
