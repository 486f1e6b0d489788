package sealstead.s3.operation.form;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import sealstead.wire.Refusal;

/// A form up to its file, and the file.
public final class FormFuzz {
    private FormFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        try {
            var form = new FormReader(new ByteArrayInputStream(input), "multipart/form-data; boundary=xYx");
            var file = form.readFields();
            if (file.isPresent() && file.get().readAllBytes().length > input.length) {
                throw new AssertionError("a file has more bytes than the form");
            }
        } catch (Refusal refused) {
            return;
        }
    }
}
