package sealstead.log;

import java.util.function.Consumer;
import java.util.logging.Logger;
import sealstead.wire.FinishedRequest;

/// A line of the log for each request, or for each that failed.
public final class RequestLines implements Consumer<FinishedRequest> {
    private static final Logger LOG = Logger.getLogger(RequestRecord.LOGGER);

    /// Which requests have a line.
    public enum Which {
        NONE,
        /// Those that were answered with an error.
        FAILED,
        ALL
    }

    private final Which which;

    public RequestLines(Which which) {
        this.which = which;
    }

    @Override
    public void accept(FinishedRequest request) {
        boolean told = switch (which) {
            case NONE -> false;
            case FAILED -> request.status() >= 400;
            case ALL -> true;
        };
        if (told) {
            LOG.log(new RequestRecord(request));
        }
    }
}
