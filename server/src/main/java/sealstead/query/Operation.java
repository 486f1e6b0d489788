package sealstead.query;

import java.io.IOException;
import sealstead.xml.XmlWriter;

/// One operation of a Query API.
@FunctionalInterface
public interface Operation {
    /// Does what is asked and writes what stands inside the result element.
    void answer(Call call, XmlWriter out) throws IOException;

    /// Whether the reply has a result element.
    default boolean hasResult() {
        return true;
    }

    /// An operation whose reply says nothing.
    static Operation silent(Silent work) {
        return new Operation() {
            @Override
            public void answer(Call call, XmlWriter out) throws IOException {
                work.perform(call);
            }

            @Override
            public boolean hasResult() {
                return false;
            }
        };
    }

    /// What such an operation does.
    @FunctionalInterface
    interface Silent {
        void perform(Call call) throws IOException;
    }
}
