package sealstead.bench.growth;

import java.io.IOException;
import java.util.List;
import sealstead.bench.load.Connection;
import sealstead.bench.load.Operation;
import sealstead.bench.load.Step;

/// What there is ever more of.
interface Subject {
    /// What charts and results call it.
    String kind();

    /// What has to be there before the first one.
    void prepare(Connection connection) throws IOException;

    /// How the one of that number is made: its first step.
    Step make(long number);

    /// What is measured when there are `count`, in this order.
    List<Work> works(int count);

    /// A kind of work.
    ///
    /// @param bytes plaintext bytes that it moves each time
    record Work(String name, long bytes, Operation operation) {}
}
