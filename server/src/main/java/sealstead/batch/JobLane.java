package sealstead.batch;

import java.util.ArrayList;
import java.util.List;

/// Where a job's next step is taken. What stands in one lane goes one after another; lanes never wait for
/// each other.
///
/// @param region whose jobs of the account they are: priorities are compared within it
/// @param slot one of the lanes of its kind, from 0
record JobLane(String account, String region, Kind kind, int slot) {
    /// What is done in a lane. A long list, a long report or a function that does not answer holds up its
    /// own kind only.
    enum Kind {
        /// Lists are read or made.
        PREPARING(4),
        /// Reports are written.
        ENDING(2),
        /// Tasks on objects.
        OBJECTS(1),
        /// Calls of functions.
        FUNCTIONS(1);

        private final int slots;

        /// @param slots how many such steps of different jobs are taken at once
        Kind(int slots) {
            this.slots = slots;
        }

        /// Where the tasks of an operation are done.
        static Kind of(String operation) {
            return operation.equals(LambdaInvoke.NAME) ? FUNCTIONS : OBJECTS;
        }
    }

    /// All lanes of an account in a region.
    static List<JobLane> of(String account, String region) {
        var lanes = new ArrayList<JobLane>();
        for (var kind : Kind.values()) {
            for (int slot = 0; slot < kind.slots; slot++) {
                lanes.add(new JobLane(account, region, kind, slot));
            }
        }
        return lanes;
    }

    boolean does(BatchJob job) {
        return job.name().account().equals(account)
                && job.name().region().equals(region)
                && switch (kind) {
                    case PREPARING, ENDING -> true;
                    case OBJECTS, FUNCTIONS -> Kind.of(job.asked().operation()) == kind;
                };
    }
}
