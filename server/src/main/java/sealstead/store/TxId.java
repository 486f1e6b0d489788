package sealstead.store;

import java.util.random.RandomGenerator;

/// The random name of one commit. Never a counter: a group deleted and made again must not look unchanged.
public record TxId(long high, long low) {
    public static TxId random(RandomGenerator random) {
        return new TxId(random.nextLong(), random.nextLong());
    }
}
