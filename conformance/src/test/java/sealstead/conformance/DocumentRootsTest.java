package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.s3.S3Operation;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.services.s3.model.S3Request;

/// The document that a row names is the one that the operation has in AWS's model.
final class DocumentRootsTest {
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"POST_OBJECT", "SELECT_OBJECT_CONTENT"}) // one is not in the model, the other's has no member
    void the_root_of_a_document_is_the_models(S3Operation row) throws ReflectiveOperationException {
        var request = (SdkPojo)
                ((S3Request.Builder) Class.forName(S3Request.class.getPackageName() + "." + row.wireName() + "Request")
                                .getMethod("builder")
                                .invoke(null))
                        .build();
        var root = request.sdkFields().stream()
                .filter(field -> field.containsTrait(PayloadTrait.class))
                .filter(field -> field.marshallingType().equals(MarshallingType.SDK_POJO))
                .map(SdkField::unmarshallLocationName)
                .findFirst();
        assertThat(row.document()).isEqualTo(root.orElse(""));
    }
}
