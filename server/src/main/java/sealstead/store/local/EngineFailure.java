package sealstead.store.local;

import java.util.Locale;
import org.rocksdb.RocksDBException;

/// What failed, in words that name no file: health is told to everybody.
final class EngineFailure {
    private EngineFailure() {}

    static String inWords(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreSetBackException) {
                return "commits that were acknowledged are not there (see the log)";
            }
            if (cause instanceof RocksDBException engine && engine.getStatus() != null) {
                var status = engine.getStatus();
                var words = status.getCode().name().toLowerCase(Locale.ROOT);
                return switch (status.getSubCode()) {
                    case NoSpace -> "no space left on the disk";
                    case None -> words.equals("ioerror") ? "input or output error" : words;
                    default -> words + ", " + status.getSubCode().name().toLowerCase(Locale.ROOT);
                };
            }
        }
        return failure.getClass().getSimpleName();
    }
}
