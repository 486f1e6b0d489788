package sealstead.bench.growth;

import java.io.IOException;
import java.util.List;
import sealstead.bench.load.Connection;
import sealstead.bench.load.Workers;

/// What there is ever more of.
interface Subject {
    /// What charts and results call it.
    String kind();

    /// What has to be there before the first one.
    void prepare(Connection connection) throws IOException;

    /// Makes the one of that number.
    void make(Connection connection, long number) throws IOException;

    /// What is measured when there are `count`, in this order.
    List<Work> works(int count);

    /// A kind of work.
    record Work(String name, Workers.Operation operation) {}
}
