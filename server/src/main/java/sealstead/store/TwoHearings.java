package sealstead.store;

import java.io.IOException;

/// Hears of the records and of the blobs of an engine, which are away each for itself; the engine is well when both
/// are.
public final class TwoHearings {
    private final EngineDriver.Hearing all;
    private final boolean[] away = new boolean[2];

    public TwoHearings(EngineDriver.Hearing all) {
        this.all = all;
    }

    public EngineDriver.Hearing records() {
        return one(0);
    }

    public EngineDriver.Hearing blobs() {
        return one(1);
    }

    private EngineDriver.Hearing one(int which) {
        return new EngineDriver.Hearing() {
            @Override
            public void failed(String reason) {
                synchronized (away) {
                    away[which] = true;
                    all.failed(reason);
                }
            }

            @Override
            public void well() {
                synchronized (away) {
                    away[which] = false;
                    if (!away[0] && !away[1]) {
                        all.well();
                    }
                }
            }

            @Override
            public void pulse(long number) throws IOException {
                all.pulse(number);
            }
        };
    }
}
