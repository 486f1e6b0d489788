package sealstead.query;

import java.io.IOException;

/// One operation of a Query API. It reads what it is asked and says what the caller must be allowed; [QueryProtocol]
/// asks that, and only then has the work done: no operation can forget to ask.
@FunctionalInterface
public interface QueryHandler {
    Step.Ask read(Call call) throws IOException;
}
