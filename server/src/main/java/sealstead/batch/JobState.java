package sealstead.batch;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// The status of a job, in AWS's words, and where it may go from there: the table is the only place that says so.
public enum JobState {
    NEW("New"),
    PREPARING("Preparing"),
    SUSPENDED("Suspended"),
    READY("Ready"),
    ACTIVE("Active"),
    PAUSING("Pausing"),
    PAUSED("Paused"),
    COMPLETING("Completing"),
    COMPLETE("Complete"),
    CANCELLING("Cancelling"),
    CANCELLED("Cancelled"),
    FAILING("Failing"),
    FAILED("Failed");

    private final String wireName;

    JobState(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    static Optional<JobState> named(String wireName) {
        return Arrays.stream(values())
                .filter(state -> state.wireName.equals(wireName))
                .findFirst();
    }

    /// The states that may follow.
    public Set<JobState> next() {
        return switch (this) {
            case NEW -> EnumSet.of(PREPARING, CANCELLING);
            case PREPARING -> EnumSet.of(SUSPENDED, READY, FAILING, CANCELLING);
            case SUSPENDED -> EnumSet.of(READY, FAILING, CANCELLING);
            case READY -> EnumSet.of(ACTIVE, CANCELLING);
            case ACTIVE -> EnumSet.of(PAUSING, COMPLETING, FAILING, CANCELLING);
            case PAUSING -> EnumSet.of(PAUSED, CANCELLING);
            case PAUSED -> EnumSet.of(ACTIVE, CANCELLING);
            case COMPLETING -> EnumSet.of(COMPLETE, FAILING);
            case CANCELLING -> EnumSet.of(CANCELLED);
            case FAILING -> EnumSet.of(FAILED);
            case COMPLETE, CANCELLED, FAILED -> EnumSet.noneOf(JobState.class);
        };
    }

    /// Whether a job stays as it is for good.
    public boolean isFinal() {
        return next().isEmpty();
    }

    /// Whether a client may ask for `wanted`: a suspended job may be let go, one that has not come to its end be
    /// cancelled.
    public boolean mayBeAsked(JobState wanted) {
        return wanted == READY ? this == SUSPENDED : wanted == CANCELLED && next().contains(CANCELLING);
    }

    /// Whether the job waits for its turn to work, or has it.
    boolean wantsTurn() {
        return this == READY || this == ACTIVE || this == PAUSING || this == PAUSED;
    }
}
